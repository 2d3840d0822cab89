"""The policy in force, as anyone can read it: criteria, severities, targets, cadence, each with its source."""

import streamlit as st
from panels import words
from session import assistant

policy = assistant().policy
st.title("Policy in force", anchor=False)
st.caption(f"Data in knowledge/policy, fingerprint {policy.fingerprint}. Code only applies it; no model can change it.")


def names(when: frozenset[str]) -> str:
    """Condition names as words."""
    return ", ".join(sorted(map(words, when)))


WIDE = {name: st.column_config.TextColumn(width="medium") for name in ("all of", "any of", "none of")}
st.subheader("Escalate or handle in support")
st.dataframe(
    [
        {
            "criterion": r.text,
            "speaks for": words(r.effect.value),
            "order": r.precedence,
            "all of": names(r.when.all),
            "any of": names(r.when.any),
            "none of": names(r.when.none),
            "source": r.source,
        }
        for r in sorted(policy.verdict, key=lambda r: r.precedence)
    ],
    hide_index=True,
    height="content",
    column_config=WIDE,
)
st.subheader("Severity")
st.dataframe(
    [
        {
            "severity": r.severity.value,
            "rule": r.text,
            "kind": kind,
            "all of": names(r.when.all),
            "any of": names(r.when.any),
            "none of": names(r.when.none),
            "source": r.source,
        }
        for kind, rules in (("raises to", policy.severity), ("caps at", policy.caps))
        for r in rules
    ],
    hide_index=True,
    height="content",
    column_config=WIDE,
)
st.subheader("Targets")
st.dataframe(
    [
        {
            "target": t.name,
            "level": t.level,
            "gate": t.gate.value,
            "must be given": ", ".join(map(words, t.include)),
            "source": t.source,
        }
        for t in policy.targets.values()
    ],
    hide_index=True,
    height="content",
    column_config=WIDE,
)
st.subheader("Cadence")
st.dataframe(
    [
        {
            "severity": c.severity.value,
            "audience": words(c.audience),
            "due": f"{c.due} min",
            "overdue": "1 business day later" if c.overdue is None else f"{c.overdue} min",
            "only in an incident": c.incident_only,
            "source": c.source,
        }
        for c in policy.cadence
    ],
    hide_index=True,
    height="content",
    column_config=WIDE,
)
