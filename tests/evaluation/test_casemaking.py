"""Real records become cases: nobody recognisable, every quote in the text, and no proposal taken for a label."""

import json
from pathlib import Path

import pytest
import yaml

from assistant.assess.overrides import override
from assistant.domain import Escalation
from assistant.errors import EscalateError, WrongUsage
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from evals.case import CaseError, load_case
from evals.casemaking import main
from evals.casemaking.disguise import disguise
from tests.importers import shapes

PASTE = """From: Ana Ruiz <ana.ruiz@norrland-frakt.example>
To: support@vendor.example
Date: Wed, 18 Nov 2026 09:40:00 +0100
Subject: Norrland Frakt: labels print blank

Hi,

since Monday all labels print blank on our 12 stations at Norrland Frakt AB, error LBL-2031 in version 4.2.1.
Server 10.20.3.4, see https://portal.norrland-frakt.example/jobs. Password: Sommer2026!x
Call me on +46 70 174 06 05.

Best,
Ana Ruiz
Norrland Frakt AB
"""
HIDDEN = ("Ana", "Ruiz", "Norrland", "norrland", "10.20.3.4", "Sommer2026", "174 06 05")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(load_settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def kept(assistant: Assistant) -> Escalation:
    understood = assistant.understand(PASTE, customer="Norrland Frakt AB", now="2026-11-20T12:00:00Z")
    change = override("severity", "SEV1", "Ana Ruiz called", assistant.assess(understood))
    return assistant.draft(
        PASTE, customer="Norrland Frakt AB", now="2026-11-20T12:00:00Z", engine="rules", overrides=(change,)
    )


def with_why(path: Path, why: str = "A test.") -> Path:
    path.write_text(path.read_text(encoding="utf-8").replace('why: ""', f"why: {why}"), encoding="utf-8")
    return path


def test_a_kept_draft_becomes_a_case_that_names_nobody(kept: Escalation, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(kept.model_dump_json(), encoding="utf-8")
    assert main([str(tmp_path / "kept.json"), "-o", str(tmp_path / "c.yaml")]) == 0
    text = (tmp_path / "c.yaml").read_text(encoding="utf-8")
    assert not [h for h in HIDDEN if h in text]
    case = load_case(with_why(tmp_path / "c.yaml"))
    assert "LBL-2031" in {f.value for f in case.expect.facts} and "since Monday" in case.paste
    assert "support@" in case.paste and case.fields.customer and case.fields.customer in case.paste


def test_what_a_person_set_is_a_label_and_the_rest_is_proposed(kept: Escalation, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(kept.model_dump_json(), encoding="utf-8")
    main([str(tmp_path / "kept.json"), "-o", str(tmp_path / "c.yaml")])
    lines = (tmp_path / "c.yaml").read_text(encoding="utf-8").splitlines()
    assert "  severity: [SEV1]  # set by a person" in lines
    assert any(line.startswith("  decision:") and line.endswith("# proposed") for line in lines)


def test_a_case_without_its_why_is_not_loaded(kept: Escalation, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(kept.model_dump_json(), encoding="utf-8")
    main([str(tmp_path / "kept.json"), "-o", str(tmp_path / "c.yaml")])
    with pytest.raises(CaseError, match="write why:"):
        load_case(tmp_path / "c.yaml")


def test_a_tag_outside_the_list_is_refused_with_the_list(kept: Escalation, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(kept.model_dump_json(), encoding="utf-8")
    main([str(tmp_path / "kept.json"), "-o", str(tmp_path / "c.yaml")])
    path = with_why(tmp_path / "c.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("tags: [", "tags: [mial, "), encoding="utf-8")
    with pytest.raises(CaseError, match=r"'mial'.*mail.*ticket"):
        load_case(path)


def test_a_row_of_an_export_becomes_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "e.ndjson"
    side = {"users": shapes.USERS, "organizations": shapes.ORGANIZATIONS}
    path.write_text("\n".join(json.dumps(shapes.zendesk(n) | side) for n in (1, 2, 3)) + "\n")
    assert main([str(path), "--id", "2"]) == 0
    by_id = capsys.readouterr().out
    assert main([str(path), "--row", "2"]) == 0
    assert capsys.readouterr().out == by_id
    assert not [n for n in ("Ana", "Ruiz", "Brandt", "Norrland") if n in by_id]
    made = yaml.safe_load(by_id)
    assert made["why"] == "" and "internal note" in made["paste"] and "internal_notes" in made["tags"]


@pytest.mark.parametrize(
    ("words", "says"),
    [([], "--row"), (["--row", "9"], "no such record"), (["--id", "x"], "no such record"), (["--row", "0"], "from 1"),
     (["--kind", "nonsense"], "zendesk")],
)  # fmt: skip
def test_what_cannot_be_chosen_is_said(words: list[str], says: str, tmp_path: Path) -> None:
    path = tmp_path / "e.ndjson"
    path.write_text("\n".join(json.dumps(shapes.zendesk(n)) for n in (1, 2)) + "\n")
    with pytest.raises(EscalateError, match=says):
        main([str(path), *words])


def test_several_drafts_want_a_row_and_a_case_is_never_overwritten(kept: Escalation, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(
        f"{kept.model_dump_json()}\n{json.dumps({'id': 'E-2', 'draft': json.loads(kept.model_dump_json())})}\n"
    )
    with pytest.raises(WrongUsage, match="--row"):
        main([str(path)])
    main([str(path), "--id", "E-2", "-o", str(tmp_path / "c.yaml")])
    with pytest.raises(WrongUsage, match="already"):
        main([str(path), "--row", "1", "-o", str(tmp_path / "c.yaml")])


@pytest.mark.parametrize(
    ("text", "people", "firms", "gone"),
    [
        ("Hallo Herr Öztürk, bei der Krämer Logistik GmbH geht nichts. Gruß, Jörg Öztürk", ["Jörg Öztürk"],
         ["Krämer Logistik GmbH"], ["Öztürk", "Krämer"]),
        ("Chez Boulangerie Mercier, depuis lundi. Camille Roux", ["Camille Roux"], ["Boulangerie Mercier"],
         ["Mercier", "Camille", "Roux"]),
        ("En Talleres Ibarra no funciona. Escriba a lucia@talleres-ibarra.example", ["Lucía Peña"], ["Talleres Ibarra"],
         ["Ibarra", "lucia@", "ibarra"]),
        ("株式会社ノルドで印刷できません。田中太郎", ["田中太郎"], ["株式会社ノルド"], ["田中太郎", "ノルド"]),
        ("De winkel Van Houten & Zn. ligt plat, groet Sanne", ["Sanne Visser"], ["Van Houten & Zn."],
         ["Houten", "Sanne"]),
        ("A Padaria Estrela parou. 10.1.2.3, +351 912 345 678", [], ["Padaria Estrela"],
         ["Estrela", "10.1.2.3", "912"]),
        ("Da Officine Bassi S.r.l. tutto fermo, carta 4111 1111 1111 1111", [], ["Officine Bassi S.r.l."],
         ["Bassi", "4111"]),
        ("Bassani di Cantine Belvedere: /home/gbassani/log", ["Gino Bassani"], ["Cantine Belvedere"],
         ["Bassani", "Belvedere"]),
        ("有限会社ミドリの佐藤花子です。佐藤より", ["佐藤花子"], ["有限会社ミドリ"], ["佐藤", "ミドリ"]),
        ("Nothing in it names anybody.", [], [], []),
    ],
)  # fmt: skip
def test_names_go_and_every_range_leads_to_its_words(
    text: str, people: list[str], firms: list[str], gone: list[str]
) -> None:
    made = disguise(text, people=people, firms=firms)
    assert not [g for g in gone if g in made.text]
    kept_words = [w for w in text.split() if w in made.text.split()]
    for word in kept_words:
        if text.count(word) == 1:
            start, end = made.range_of(text.index(word), text.index(word) + len(word))
            assert word in made.text[start:end]
    assert made.range_of(0, len(text)) == (0, len(made.text))
    assert disguise(text, people=people, firms=firms).text == made.text


def test_a_name_that_is_an_everyday_word_too_is_told_where_it_stays() -> None:
    made = disguise("Rossi di Cantine Belvedere: vini rossi", people=["Gino Rossi"], firms=["Cantine Belvedere"])
    assert made.left_over(made.text) == (["Rossi"] if "Rossi" in made.text else [])


def test_one_person_is_one_stand_in() -> None:
    made = disguise("Ana Ruiz wrote. Ana called, Ruiz too; ana.ruiz@a.example", people=["Ana Ruiz"])
    first, last = made.text.split()[:2]
    assert (
        made.text == f"{first} {last} wrote. {first} called, {last} too; {first.lower()}.{last.lower()}@firm1.example"
    )
