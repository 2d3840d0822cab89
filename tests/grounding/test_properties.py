"""What must hold for any text: offsets, the support of a source for its own sentences, finding changed digits."""

from datetime import UTC, date, datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.grounding import Ground, find_claims

LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "ja", "xx"])
RECEIVED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOISE = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("0123456789.,:;/-+#%€$'\"“”„«»「」<>_`*\\ \n\tEHvTZhm日時分月年一二三十万社様&;@")),
        st.characters(),
    ),
    max_size=120,
)
PHRASES = st.sampled_from(
    [
        "14 users", "1,200 orders", "1.200 Bestellungen", "1 200 commandes", "drei Kunden", "twenty-five sites",
        "$1.9M", "310 TEUR", "€ 48", "20 %", "on 13 November 2026", "am 13.11.", "seit gestern", "2026-11-13T13:00:00Z",
        "11/13/2026", "at 2 pm", "um 14 Uhr", "à 14h30", "午後2時", "90 minutes", "1 h 30", "anderthalb Stunden",
        "2-3 hours", "v4.18.2", "version 4.18", "E-412", "#4821", "HK-2291", "8f1d02c7", "GET /a/b1?x=2026-11-13",
        "https://status.acme.example/x?y=1", "ana@corvane.example", "report.pdf", "Maria Lopez", "Herr Brandl",
        "“nothing works at all”", "<EMAIL_1>", "ERR_SSL_1", "3/5", "L2", "in 24h", "halb zehn", "vor drei Tagen",
        "18台",
    ]
)  # fmt: skip
SOURCES = st.lists(st.one_of(PHRASES, NOISE.filter(lambda t: "\n" not in t)), min_size=1, max_size=6)


@settings(deadline=None)  # the first example reads the lexicon
@given(NOISE, LANGUAGES)
def test_claims_stand_where_they_say_in_any_text(text: str, language: str) -> None:
    claims = find_claims(text, language=language)
    assert all(text[c.start : c.end] == c.text and c.text for c in claims)
    assert all(a.end <= b.start for a, b in zip(claims, claims[1:], strict=False))


@settings(deadline=None)  # the first example reads the lexicon
@given(SOURCES, NOISE, LANGUAGES)
def test_misses_never_fail_and_point_into_the_sources(parts: list[str], text: str, language: str) -> None:
    sources = {"a": " ".join(parts), "b": text[::-1]}
    for miss in Ground(sources, reference=RECEIVED, language=language).misses(text, now=RECEIVED):
        assert text[miss.claim.start : miss.claim.end] == miss.claim.text
        if miss.nearest is not None and miss.nearest_source is not None and miss.nearest_at is not None:
            assert sources[miss.nearest_source][slice(*miss.nearest_at)] == miss.nearest


@settings(deadline=None)  # the first example reads the lexicon
@given(st.lists(PHRASES, min_size=1, max_size=8), st.integers(0, 7), st.integers(1, 8), LANGUAGES)
def test_a_source_supports_its_own_sentences(parts: list[str], first: int, count: int, language: str) -> None:
    sentences = [f"We saw {part} there." for part in parts]
    text = " ".join(sentences[first : first + count])
    ground = Ground({"issue": " ".join(sentences)}, reference=RECEIVED, language=language)
    assert [m.claim.text for m in ground.misses(text)] == []


@settings(deadline=None)  # the first example reads the lexicon
@given(st.integers(10, 999_999), st.data(), st.sampled_from(["{} users", "error {}", "{} MB", "{} EUR", "{} minutes"]))
def test_a_changed_digit_is_found(number: int, data: st.DataObject, form: str) -> None:
    digits = list(str(number))
    place = data.draw(st.integers(0, len(digits) - 1))
    digits[place] = data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
    changed = "".join(digits)
    ground = Ground({"issue": f"We count {form.format(number)} in all."})
    assert ground.supports(f"There are {form.format(number)}.")
    assert any(changed in m.claim.text for m in ground.misses(f"There are {form.format(changed)}."))


@settings(deadline=None)  # the first example reads the lexicon
@given(st.integers(1000, 99_999_999))
def test_a_number_keeps_its_support_in_every_notation(number: int) -> None:
    forms = [f"{number}", f"{number:,}", f"{number:,}".replace(",", "."), f"{number:,}".replace(",", " "),
             f"{number:,}".replace(",", "\u202f"), f"{number:,}".replace(",", "'"),
             f"{number:,}".replace(",", "’")]  # fmt: skip
    for there in forms:
        ground = Ground({"issue": f"Wir zählen {there} Zeilen."})
        assert [form for form in forms if not ground.supports(f"There are {form} rows.")] == []


@settings(deadline=None)  # the first example reads the lexicon
@given(st.dates(date(2025, 12, 1), date(2027, 10, 31)))
def test_a_date_keeps_its_support_in_every_form(day: date) -> None:
    assume(abs((day - RECEIVED.date()).days) < 150)
    german = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    forms = [
        day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%y}",
        f"{day.day}. {german[day.month - 1]} {day.year}", f"{day:%B} {day.day}, {day.year}", f"{day:%b} {day.day}",
        f"{day.day} {day:%B} {day.year}", f"{day.year}年{day.month}月{day.day}日", f"{day.day:02}.{day.month:02}.",
        f"{day:%d-%b-%Y}", f"{day.year}/{day.month:02}/{day.day:02}",
    ]  # fmt: skip
    for there in forms:
        ground = Ground({"issue": f"Seit {there} geht nichts mehr."}, reference=RECEIVED, language="de")
        assert [f for f in forms if ground.misses(f"It began on {f} as reported", language="de")] == [], there


@settings(deadline=None)  # the first example reads the lexicon
@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_keeps_its_support_in_every_form(hour: int, minute: int) -> None:
    half = "am" if hour < 12 else "pm"
    forms = [f"{hour:02}:{minute:02}", f"{hour}h{minute:02}", f"{hour}.{minute:02} Uhr",
             f"{(hour - 1) % 12 + 1}:{minute:02} {half}", f"{hour}時{minute}分",
             f"{hour:02}:{minute:02}:00"]  # fmt: skip
    for there in forms:
        ground = Ground({"issue": f"Um {there} ging nichts mehr."}, language="de")
        assert [f for f in forms if ground.misses(f"It broke at {f}, as told", language="de")] == [], there
