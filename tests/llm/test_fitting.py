"""A reply is made to fit field by field; what does not fit goes alone and is said, and nothing is invented."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.llm.fitting import fitted
from tests.llm.conftest import GOOD, SCHEMA
from tests.llm.test_parsing import JSON

LOOSE: dict[str, object] = {
    "$defs": {"span": {"type": "string", "pattern": "^L[0-9]+$"}},
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 20},
        "count": {"type": ["integer", "null"]},
        "sure": {"type": "boolean"},
        "state": {"enum": ["present", "not_stated"]},
        "spans": {"type": "array", "items": {"$ref": "#/$defs/span"}, "maxItems": 3},
        "inner": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        "either": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    },
    "required": ["title"],
    "additionalProperties": False,
}


def fit(**data: Any) -> tuple[dict[str, Any], tuple[str, ...]] | None:
    return fitted({"title": "t", **data}, LOOSE)


def test_a_reply_that_fits_is_left_alone() -> None:
    assert fitted(GOOD, SCHEMA) == (GOOD, ())  # type: ignore[arg-type]


def test_only_the_item_that_does_not_fit_goes() -> None:
    assert fit(spans=["L1", "moon", 7, "L2"]) == (
        {"title": "t", "spans": ["L1", "L2"]},
        (
            "spans[3] was dropped: it does not fit the schema",
            "spans[2] was dropped: it does not fit the schema",
        ),
    )


def test_a_list_that_is_too_long_is_cut_and_that_is_said() -> None:
    found = fit(spans=["L1", "L2", "L3", "L4"])
    assert found is not None and found[0]["spans"] == ["L1", "L2", "L3"] and "spans[4]" in found[1][0]


def test_only_the_field_that_does_not_fit_goes() -> None:
    found = fit(sure=[], state="maybe", inner={"b": 1}, either=5, extra=1)
    assert found is not None and found[0] == {"title": "t"} and len(found[1]) == 5


def test_values_with_one_reading_are_read() -> None:
    found = fit(count="12", sure="True", state="Not stated", spans="L4")
    assert found is not None
    assert found[0] == {"title": "t", "count": 12, "sure": True, "state": "not_stated", "spans": ["L4"]}
    assert len(found[1]) == 4


def test_a_required_text_is_not_made_up() -> None:
    assert fitted({"title": None}, LOOSE) is None
    assert fitted({"title": ["a", "b"]}, LOOSE) is None
    assert fitted({"count": 1}, LOOSE) is None
    assert fitted({"title": "x" * 21}, LOOSE) is None, "cutting it would change what was said"


def test_a_required_list_may_be_empty() -> None:
    found = fitted({"answer": "yes"}, SCHEMA)
    assert found is not None and found[0] == {"answer": "yes", "facts": []} and found[1]
    found = fitted({"answer": "yes", "facts": "none"}, SCHEMA)
    assert found is not None and found[0]["facts"] == []


def test_a_broken_item_does_not_take_its_neighbours() -> None:
    data: dict[str, Any] = copy.deepcopy(GOOD)
    data["facts"] += [{"name": "users"}, {"spans": ["L1"]}, "x", {"name": "since", "spans": ["L9", 3]}]
    found = fitted(data, SCHEMA)
    assert found is not None
    assert found[0]["facts"] == [
        GOOD["facts"][0],  # type: ignore[index]
        {"name": "users", "spans": []},
        {"name": "since", "spans": ["L9", "3"]},
    ]


def test_many_faults_are_counted_not_listed() -> None:
    found = fit(spans=["no"] * 400)
    assert found is not None and found[0]["spans"] == [] and len(found[1]) < 20 and "more places" in found[1][-1]


def test_the_reply_itself_is_not_changed() -> None:
    data = {"title": "t", "spans": ["x"]}
    fitted(data, LOOSE)
    assert data == {"title": "t", "spans": ["x"]}


def subset(part: Any, whole: Any) -> bool:
    """Whether nothing stands in a fitted reply that was not in the one it came from."""
    texts: set[str] = set()

    def leaves(node: Any, into: set[str]) -> None:
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            leaves(inner, into)
        if not isinstance(node, (dict, list)):
            into.add(str(node).casefold().strip().replace("-", "_").replace(" ", "_"))

    leaves(whole, texts)
    found: set[str] = set()
    leaves(part, found)
    return found <= texts


@given(
    st.fixed_dictionaries({}, optional={str(name): JSON for name in LOOSE["properties"]})
    | st.dictionaries(st.text(), JSON)
)  # type: ignore[attr-defined]
def test_what_comes_out_fits_and_was_in_what_came_in(data: dict[str, Any]) -> None:
    for schema in (LOOSE, SCHEMA):
        found = fitted(data, schema)
        if found is not None:
            assert Draft202012Validator(schema).is_valid(found[0])
            assert subset(found[0], data)
            assert bool(found[1]) == (found[0] != data)
