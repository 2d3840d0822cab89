"""What recurs, and what could be bundled."""

from datetime import UTC

from assistant.cli.reported import identify
from assistant.domain.register import ClosureCode, DeEscalation, DeEscalationReason
from assistant.reporting import bundling, learnings, render_learnings
from assistant.reporting.learnings import ThemeKind
from tests.reporting.examples import HOSTILE, NOW, RULES, ago, closure, kept

SAME = ("exp-2107",)


def test_a_pattern_counts_customers_not_tickets() -> None:
    ours = [kept(n, signature=SAME) for n in (1, 2, 3)]
    found = learnings(ours, now=NOW, rules=RULES)
    assert [(t.what, t.customers, t.pattern) for t in found.themes] == [("exp-2107", 1, False)]
    spread = [kept(n, signature=SAME, customer=c) for n, c in enumerate(("A", "B ", "b", "C"), 1)]
    (theme,) = learnings(spread, now=NOW, rules=RULES).themes
    assert (theme.customers, theme.pattern, theme.ids) == (3, True, ("ESC-1", "ESC-2", "ESC-3", "ESC-4"))


def test_what_came_back_after_a_fix_is_said() -> None:
    fixed = kept(1, signature=SAME, created_at=ago(200), closure=closure(hours_ago=100))
    text = render_learnings(learnings([fixed, kept(2, signature=SAME)], now=NOW, rules=RULES), UTC)
    assert "came back after a code fix" in text.casefold()
    assert "Page exports." in text


def test_names_in_causes_are_themes_as_the_index_reads_them() -> None:
    one = kept(1, root_cause="NullPointerException in /api/v3/exports/81")
    other = kept(2, title="NullPointerException again, /api/v3/exports/7")
    (theme,) = learnings([one, other], now=NOW, rules=RULES, identify=identify).themes
    assert theme.kind is ThemeKind.NAME and "nullpointerexception" in theme.what and "exports/0" in theme.what


def test_teams_codes_and_what_was_missing_are_themes_too() -> None:
    records = [kept(n, team="Java", closure=closure(ClosureCode.DOCS_UPDATED), sent_back_for=("logs",)) for n in (1, 2)]
    kinds = {t.kind for t in learnings(records, now=NOW, rules=RULES).themes}
    assert kinds == {ThemeKind.TEAM, ThemeKind.SENT_BACK_FOR}


def test_having_ended_alike_is_counted_and_no_theme() -> None:
    returned = DeEscalation(
        reason=DeEscalationReason.WORKAROUND, at=ago(2), by="Priya Nair", learning="Ask for the filter first."
    )
    records = [kept(1, closure=closure(ClosureCode.DOCS_UPDATED)),
               kept(2, closure=closure(ClosureCode.DOCS_UPDATED), de_escalation=returned)]  # fmt: skip
    found = learnings(records, now=NOW, rules=RULES)
    assert not found.themes and found.closed_as == {"Closed - Docs Updated": 2}
    text = render_learnings(found, UTC)
    assert "Closed - Docs Updated: 2" in text and "ESC-2: Ask for the filter first" in text and "Page exports" in text
    shared = [r.model_copy(update={"signature": SAME}) for r in records]
    (theme,) = learnings(shared, now=NOW, rules=RULES).themes
    assert theme.learned == ("Page exports.", "Ask for the filter first.")


def test_one_problem_is_offered_for_bundling_under_the_most_severe() -> None:
    (offer,) = bundling([kept(2, signature=SAME), kept(3, signature=SAME, severity="SEV1"), kept(4)])
    assert (offer.parent, offer.children, offer.shared) == ("ESC-3", ("ESC-2",), SAME)


def test_different_signatures_are_never_offered_and_closed_or_bundled_ones_neither() -> None:
    assert not bundling([kept(1, signature=SAME), kept(2, signature=("exp-9999",))])
    assert not bundling([kept(1, signature=SAME), kept(2, signature=SAME, closure=closure())])
    assert not bundling([kept(1, signature=SAME), kept(2, signature=SAME, parent="ESC-1")])


def test_a_signature_goes_before_names_in_titles() -> None:
    """Two titles name the same endpoint, but their error codes differ: two problems (X16)."""
    titled = "/api/v3/exports fails"
    assert not bundling([kept(1, title=titled, signature=SAME), kept(2, title=titled, signature=("x-1",))], identify)
    assert bundling([kept(1, title=titled), kept(2, title=titled)], identify)


def test_what_speaks_against_one_problem_is_said() -> None:
    (offer,) = bundling([kept(1, signature=SAME, team="Java"), kept(2, signature=(*SAME, "x-1"), team="Web")])
    assert offer.doubts == ("different teams: Java, Web", "some also show x-1")


def test_the_first_themes_are_those_of_most_customers_and_the_rest_is_counted() -> None:
    few = [kept(n, signature=("few",)) for n in (1, 2)]
    many = [kept(n, signature=("many",), customer=f"C{n}") for n in (3, 4)]
    found = learnings([*few, *many], now=NOW, rules=RULES, limit=1)
    assert ([t.what for t in found.themes], found.more) == (["many"], 1)
    assert "1 further themes" in render_learnings(found, UTC)


def test_hostile_words_stay_words() -> None:
    records = [kept(n, title=HOSTILE, root_cause=HOSTILE, signature=(HOSTILE,)) for n in (1, 2)]
    text = render_learnings(learnings(records, now=NOW, rules=RULES), UTC)
    assert "\x1b" not in text and "<script" not in text and "\n# Heading" not in text
