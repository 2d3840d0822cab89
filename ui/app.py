"""The page: navigation over `views/`. Started by `escalate ui`; binds to localhost, sends nothing."""

from pathlib import Path

import desk
import streamlit as st
from pasting import hold
from session import warm_up

HERE = Path(__file__).parent

# NOTE: a `:material/` or emoji icon of the tab would be fetched from the internet; this one is ours.
st.set_page_config(page_title="Escalate", page_icon=str(HERE / "icon.png"), layout="wide")
warm_up()
desk.warm_up()
st.html(HERE / "style.css")
current = st.navigation(
    [
        st.Page("views/draft.py", title="Draft", icon=":material/edit_note:", default=True),
        st.Page("views/register.py", title="Register", icon=":material/list_alt:"),
        st.Page("views/due.py", title="Due", icon=":material/alarm:"),
        st.Page("views/meeting.py", title="Meeting", icon=":material/groups:"),
        st.Page("views/metrics.py", title="Metrics", icon=":material/bar_chart:"),
        st.Page("views/practice.py", title="Practice", icon=":material/school:"),
        st.Page("views/search.py", title="Search", icon=":material/search:"),
        st.Page("views/policy.py", title="Policy", icon=":material/gavel:"),
        st.Page("views/escalation.py", title="Escalation", visibility="hidden"),
    ],
    position="top",
)
desk.arrived(current.url_path)
hold()
current.run()
