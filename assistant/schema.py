"""`python -m assistant.schema` prints the JSON schema of a draft, for those who read `escalate draft --format json`.

It is made from the types; `schema/escalation.schema.json` is its committed copy, and a test holds the two equal.
"""

import json

from assistant.domain import Escalation

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def escalation_schema() -> str:
    """The schema as JSON text, of what is written: fields with a default are always there."""
    schema = {"$schema": _DIALECT, **Escalation.model_json_schema(mode="serialization")}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(escalation_schema(), end="")
