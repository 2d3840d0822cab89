"""JSON as models write it: found wherever it stands, never completed, never taken from the model's thinking."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.parsing import object_in
from tests.llm.conftest import GOOD, SCHEMA

TEXT = json.dumps(GOOD, ensure_ascii=False, indent=1)
OTHER = json.dumps({"answer": "draft", "facts": []})


@pytest.mark.parametrize(
    "written",
    [
        TEXT,
        f"\ufeff{TEXT}".lstrip("\ufeff"),
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```",
        f"```JSON {TEXT}```",
        f"Here's the JSON you asked for: {TEXT}. It isn't long.",
        f'He said "use {{curly}} braces" and [1] {{x}}:\n{TEXT}\nDone {{ok}}',
        f"<think>Maybe {OTHER}?</think>\n{TEXT}",
        f"Maybe {OTHER}? </think>{TEXT}",
        f"<thinking>\n{OTHER}\n</thinking>```json\n{TEXT}```",
        f"First {OTHER} but better {TEXT}",
        f'{{"unrelated": 1}} {TEXT}',
        f'{TEXT}\n{{"unrelated": 1}}',
        TEXT.replace("]", ",]").replace("}", ",}"),
        TEXT.replace('"facts"', '// what is known\n"facts"').replace("]", "] /* end */"),
        f'Set {{it"s}} first, "so {{" then {TEXT}',
        f"{{see {TEXT}}}",
        f"以下がJSONです。\n```json\n{TEXT}\n```\n以上",
    ],
)
def test_the_object_is_found(written: str) -> None:
    found = object_in(written, SCHEMA)
    assert found is not None and found[0] == GOOD


@pytest.mark.parametrize(
    "written",
    [
        "", "no", "[]", '{"' * 50_000, "{x}" * 50_000, "{x" * 40_000 + "}" * 40_000,
        '{"answer": ' * 9_000 + "}" * 8_000,
        '"{}"', "null", "{", "{}}}".replace("{}", "{x}"), TEXT[:-2], TEXT[: len(TEXT) // 2],
        f"<think>{TEXT}", f"<think>{TEXT}</think>", "{" * 50_000, "[" * 50_000, '{"a":' * 20_000,
        '{"unrelated": 1}x', f'```json\n{TEXT[:-3]}\n```', '{"n": ' + "9" * 5000 + "}x",
    ],
)  # fmt: skip
def test_nothing_is_made_up_where_there_is_none(written: str) -> None:
    assert object_in(written, SCHEMA) is None


def test_strings_are_left_as_they_are() -> None:
    data = {"answer": 'a,} // no comment, ```json {"x": 1,}``` <think> \\ \n', "facts": []}
    for written in (json.dumps(data), f"x {json.dumps(data)} y", json.dumps(data)[:-1] + ",}"):
        found = object_in(written, SCHEMA)
        assert found is not None and found[0]["answer"] in (
            data["answer"],
            data["answer"].replace("<think>", "<think>"),
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(), JSON, max_size=4),
    st.booleans(),
    st.sampled_from(["{}", "Sure:\n{}\nBye.", "```json\n{}\n```"]),
)
def test_whatever_object_is_written_is_read_back(data: dict[str, object], pretty: bool, frame: str) -> None:
    written = frame.replace("{}", json.dumps({"answer": "x", **data}, indent=1 if pretty else None))
    found = object_in(written, SCHEMA)
    assert found is not None and found[0] == {"answer": "x", **data}


@given(st.text(alphabet='{}[]",:\\/*`ax\n <think>') | st.text())
def test_whatever_is_written_gives_an_object_that_fits_or_none(written: str) -> None:
    found = object_in(written, SCHEMA)
    assert found is None or jsonschema.Draft202012Validator(SCHEMA).is_valid(found[0])
