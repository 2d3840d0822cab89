"""Whatever a stranger writes, Markdown shows it as words and nothing more."""

import re
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.inert import fenced, inert, one_line

_PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
_NASTY = st.text(alphabet=st.sampled_from("ab1 \n\t#*_`~[]()<>!|\\&;:/-+=.\"'@"), max_size=60)
_WORDS = st.one_of(_NASTY, st.text(max_size=60))
_TAGS = re.compile(r"<(?!/?(?:p|ul|li|code|pre)>|code class)[a-zA-Z!/?]")


@given(_WORDS)
@example("1. x\n===\n- y")
@example("<EMAIL_1> <a href=x>")
@example("https://x.example/`a`|b www.x.example.")
@example("&lt;b&gt; &#35; &amp")
def test_inert_text_renders_as_plain_words(text: str) -> None:
    for markdown in (f"- **Label:** {inert(text)}", f"x\n\n{inert(text)}\n\ny", f"1. {inert(text)}"):
        html = _PARSER.render(markdown)
        body = (
            html.replace("<strong>Label:</strong>", "")
            .replace("<ol>", "")
            .replace("</ol>", "")
            .replace("<ol start", "")
        )
        assert not _TAGS.search(body), (text, markdown, html)


@given(_WORDS)
def test_inert_text_loses_no_word(text: str) -> None:
    html = _PARSER.render(f"x {inert(text)}")
    shown = unescape(re.sub(r"<[^>]+>", "", html)).replace("\u200b", "")
    letters = [c for c in f"x {one_line(text)}" if c.isalnum()]
    assert [c for c in shown if c.isalnum()] == letters


@given(st.text(alphabet=st.sampled_from("a`~ \n|<>#"), max_size=80))
def test_a_fence_is_never_left(text: str) -> None:
    tokens = _PARSER.parse(fenced(text))
    assert [t.type for t in tokens] == ["fence"]


def test_codes_stay_as_said() -> None:
    assert inert("ERR_SSL_X in 5.0.3 at 12:30, see plx-ord-2.core") == "ERR_SSL_X in 5.0.3 at 12:30, see plx-ord-2.core"
    assert inert("<EMAIL_1> wrote") == "<EMAIL_1> wrote"
    assert "@here" not in inert("hello @here")
