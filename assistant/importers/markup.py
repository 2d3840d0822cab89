"""HTML of a comment to text, by the reader of pasted pages, so that both read alike."""

from assistant.intake.html import html_lines
from assistant.intake.lines import Hint


def html_text(html: str) -> str:
    """The readable lines; lists keep their dashes, code its fence, quotes their marks."""
    lines, _ = html_lines(html, 0, len(html))
    out: list[str] = []
    code = False
    for line in lines:
        if (line.hint is Hint.LOG) != code and not (code and line.blank):
            while code and not out[-1].strip():
                out.pop()
            code = not code
            out.append("```")
        item = "- " if line.hint is Hint.ITEM else "## " if line.hint is Hint.HEADING else ""
        out.append(f"{'> ' * line.depth}{item}{line.text.text}".rstrip())
    return "\n".join([*out, "```"] if code else out).strip("\n")
