"""Search the past: tickets and articles, with why each matched."""

import streamlit as st
from panels import plain
from session import assistant

from assistant.domain import KnowledgeKind
from assistant.errors import EscalateError

st.title("Search past tickets and articles", anchor=False)
query = st.text_input("A problem in words, an error code, or a whole paste", key="search-query")
kind = st.segmented_control("Kind (both, unless chosen)", [k.value for k in KnowledgeKind], key="search-kind")
if query.strip():
    try:
        found = assistant().index.search(query, limit=15, kind=KnowledgeKind(kind) if kind else None)
    except EscalateError as error:
        st.error(plain(str(error), 500))
        st.stop()
    if not found:
        st.info("Nothing found. `escalate index PATH` adds your tickets and articles.")
    for m in found:
        with st.expander(f"{plain(m.id)} · {plain(m.title)}"):
            st.caption(plain(" · ".join(filter(None, [m.kind.value, m.status, m.customer, *m.why])), 400))
            if m.snippet:
                st.code(m.snippet, language=None, wrap_lines=True)
