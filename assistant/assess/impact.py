"""The seven impact dimensions (S4's table, with Time pressure and X8), each a value with proof or a question."""

from datetime import datetime, timedelta

from assistant.assess.names import Names
from assistant.assess.numbers import as_datetime
from assistant.domain import Evidence, Extraction, Fact, FactField, Impact, ImpactDimension

_QUESTIONS = {
    "breadth": "How many customers and users are affected, and is the number growing?",
    "depth": "Are they blocked, or inconvenienced? What exactly can they not do?",
    "duration": "When did it start, and when does it become critical?",
    "revenue": "What is the ARR at risk, and does a pending deal depend on it?",
    "reputation": "Could this become public? Is it a reference customer?",
    "contractual": "Is an SLA or another contractual obligation touched?",
    "time_pressure": "Is there a hard deadline, and what happens if it passes?",
}


def _dimension(name: str, parts: list[tuple[str, tuple[Evidence, ...]]]) -> ImpactDimension:
    if not parts:
        return ImpactDimension(ask=_QUESTIONS[name])
    proof = tuple(dict.fromkeys(e for _, evidence in parts for e in evidence))
    return ImpactDimension(value="; ".join(dict.fromkeys(text for text, _ in parts)), evidence=proof)


def _facts(found: tuple[Fact, ...], label: str) -> list[tuple[str, tuple[Evidence, ...]]]:
    return [(f"{label}{fact.value}", fact.evidence) for fact in found]


def _signals(names: Names, **texts: str) -> list[tuple[str, tuple[Evidence, ...]]]:
    return [(text, names.because(name)) for name, text in texts.items() if name in names]


def _since(extraction: Extraction, reference: datetime) -> list[tuple[str, tuple[Evidence, ...]]]:
    parts = []
    for field, label in ((FactField.STARTED_AT, "since"), (FactField.WAITING_SINCE, "customer waiting since")):
        for fact in extraction.values(field):
            moment = as_datetime(fact.value, reference)
            age = f" ({_age(reference - moment)})" if moment and moment <= reference else ""
            parts.append((f"{label} {fact.value}{age}", fact.evidence))
    return parts


def _age(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours < 48:
        return f"{hours} h so far"
    return f"{hours // 24} days so far"


def assess_impact(extraction: Extraction, names: Names, reference: datetime) -> Impact:
    """Fill what is stated; ask for the rest. Nothing is estimated."""
    value = extraction.values
    breadth = _facts(value(FactField.AFFECTED_CUSTOMERS_COUNT), "customers affected: ") + _facts(
        value(FactField.AFFECTED_USERS_COUNT), "users affected: "
    )
    breadth += _signals(
        names,
        all_customers="all customers",
        region_wide="region-wide",
        severity_increasing="growing",
        single_user="one person only",
    )
    depth = _signals(
        names,
        production_down="production down",
        data_loss="data lost or at risk",
        user_blocked="blocked",
        workaround_in_use="inconvenienced: a workaround is in use",
    )
    return Impact(
        breadth=_dimension("breadth", breadth),
        depth=_dimension("depth", depth),
        duration=_dimension("duration", _since(extraction, reference)),
        revenue=_dimension(
            "revenue",
            _facts(value(FactField.ARR), "ARR ")
            + _signals(names, pending_deal="a deal depends on it", churn_threat="the customer may leave"),
        ),
        reputation=_dimension(
            "reputation",
            _signals(
                names,
                public_visibility="visible in public",
                reference_customer="reference customer",
                legal_or_press="legal or press",
            ),
        ),
        contractual=_dimension(
            "contractual",
            _facts(value(FactField.SLA), "SLA: ")
            + _signals(names, sla_breached="SLA breached", sla_at_risk="SLA at risk", compliance="compliance duty"),
        ),
        time_pressure=_dimension("time_pressure", _facts(value(FactField.DEADLINE), "deadline ")),
    )
