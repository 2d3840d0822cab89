"""The page: navigation over `views/`. Started by `escalate ui`; binds to localhost, sends nothing."""

from pathlib import Path

import streamlit as st
from session import warm_up

HERE = Path(__file__).parent

# NOTE: a `:material/` or emoji icon of the tab would be fetched from the internet; this one is ours.
st.set_page_config(page_title="Escalate", page_icon=str(HERE / "icon.png"), layout="wide")
warm_up()
st.html(HERE / "style.css")
st.navigation(
    [
        st.Page("views/draft.py", title="Draft", icon=":material/edit_note:", default=True),
        st.Page("views/search.py", title="Search", icon=":material/search:"),
        st.Page("views/policy.py", title="Policy", icon=":material/gavel:"),
    ],
    position="top",
).run()
