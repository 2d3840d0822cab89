"""The signature checklist (S1 §6): the state of every item."""

from collections.abc import Iterable, Sequence

from assistant.domain import Escalation
from evals.case import EvalCase
from evals.measures import Counts, Measure, macro_f1, share, value_of
from evals.suites.drafted import DraftedSuite, Tally


def score(case: EvalCase, escalation: Escalation) -> Tally:
    """Every labelled item; one the report does not hold is unscored."""
    out = Tally()
    states = {i.id: i.state for i in escalation.checklist.items}
    for item, accepted in case.expect.checklist.items():
        if item not in states:
            out.unscored.append(f"{item}: not in the report")
            continue
        given = states[item]
        right = given in accepted
        out.judge(f"item[{item}]", right, " or ".join(accepted), given)
        out.add("items.n")
        out.add("items.right", float(right))
        out.add(f"state[{(given if right else accepted[0]).value}>{given.value}]")
    return out


def by_item(rows: Sequence[Counts]) -> Iterable[tuple[str, dict[str, float]]]:
    """Accepted share of every item."""
    items = sorted({k[5:-3] for r in rows for k in r if k.startswith("item[") and k.endswith("].n")})
    for item in items:
        value = value_of(Measure(item, "", share(f"item[{item}]")), rows)
        if value is not None:
            yield item, {"accepted": value}


SUITE = DraftedSuite(
    "checklist",
    "states of the ten items",
    (
        Measure("checklist_macro_f1", "mean F1 over the states", macro_f1("state"), 0.80),
        Measure("checklist_accuracy", "states accepted", share("items")),
    ),
    score,
    {"checklist by item": by_item},
)
