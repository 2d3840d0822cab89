"""Search the past: tickets and articles, with why each matched."""

import streamlit as st
from session import assistant

from assistant.domain import KnowledgeKind
from assistant.errors import EscalateError

st.title("Search past tickets and articles", anchor=False)
query = st.text_input("A problem in words, an error code, or a whole paste")
kind = st.segmented_control("Kind", [k.value for k in KnowledgeKind], default=None)
if query.strip():
    try:
        found = assistant().index.search(query, limit=15, kind=KnowledgeKind(kind) if kind else None)
    except EscalateError as error:
        st.error(str(error))
        st.stop()
    if not found:
        st.info("Nothing found. `escalate index PATH` adds your tickets and articles.")
    for m in found:
        with st.expander(f"{m.id} · {m.title}"):
            st.caption(" · ".join(filter(None, [m.kind.value, m.status, m.customer, "; ".join(m.why)])))
            if m.snippet:
                st.code(m.snippet, language=None, wrap_lines=True)
