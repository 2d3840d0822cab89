"""What leaves the machine carries no person, in whatever form the name comes back."""

import pytest

from assistant.chain.veil import Veil


@pytest.mark.parametrize(
    "piece", ["王小明 called", "Bo called", "bo anders called", "ANDERS, Bo called", "B. Anders called"]
)
def test_short_and_rewritten_names_are_covered_and_come_back(piece: str) -> None:
    veil = Veil(["Hi Bo,\n王小明 is copied. Bo Anders"], ["Bo", "王小明", "Bo Anders"])
    covered = veil.cover(piece)
    assert covered == covered.replace("王", "").replace("nders", "").replace("NDERS", "") and "<PERSON_" in covered
    assert veil.lift(covered) == piece


def test_placeholders_stay_the_same_and_secrets_are_not_put_back() -> None:
    veil = Veil(["Zoë Brontë: the password Tiger77 fails"], ["Zoë Brontë"])
    first = veil.cover("Zoë Brontë used Tiger77")
    assert first == veil.cover("Zoë Brontë used Tiger77")
    assert veil.lift(first).startswith("Zoë Brontë used <SECRET_")


def test_an_ordinary_word_is_not_blanked_for_a_namesake() -> None:
    veil = Veil(["Hi Mark,\nMark the box"], ["Mark"])
    assert veil.cover("Mark the box and mark it") == "Mark the box and mark it"
    assert "Mark" not in veil.cover("I told Mark, twice")
