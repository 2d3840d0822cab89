"""The page: navigation over `views/`. Started by `escalate ui`; binds to localhost, sends nothing."""

import streamlit as st

st.set_page_config(page_title="Escalate", page_icon=":material/outgoing_mail:", layout="wide")
st.navigation(
    [
        st.Page("views/draft.py", title="Draft", icon=":material/edit_note:", default=True),
        st.Page("views/search.py", title="Search", icon=":material/search:"),
        st.Page("views/policy.py", title="Policy", icon=":material/gavel:"),
    ],
    position="top",
).run()
