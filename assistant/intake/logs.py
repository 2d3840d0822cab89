"""Which lines were written by a machine: traces, log lines, HTTP exchanges, commands, data.

One line is judged by its own shape first (`machine_written`); `LogRun` then carries what only the lines before can
tell (headers after a status line, the frames under an exception, an open brace).
"""

from assistant.intake.words import late

_LEVEL = r"(?:ERROR|ERR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL|CRITICAL|SEVERE|NOTICE|EMERG|ALERT)"
_STRONG = late(
    "|".join(
        (
            r"\s*at [\w$.<>/\[\]~`+@-]+\s?\(.*\)",
            r"\s*at .{1,200}(?::line \d+|:\d+:\d+\)?)\s*$",
            r"Traceback \(most recent call last\)",
            r"\s*File \"[^\"]+\", line \d+",
            r"\s*Caused by: ",
            r"\s*\.\.\. \d+ (?:more|common frames)",
            r"\s*(?:[a-zA-Z_][\w$]*\.){1,12}\w*(?:Exception|Error|Throwable|Fault)\b",
            r"\s*(?:Uncaught |Unhandled )?[A-Z]\w+(?:Error|Exception)\s?(?::|\(|$)",
            r"goroutine \d+ \[|panic: |\s+\S+\.go:\d+|Exception in thread |Unhandled exception"
            r"|\s*--- End of (?:inner )?",
            r"Segmentation fault|core dumped|ORA-\d{4,5}|TNS-\d{4,5}|SQLSTATE\b|npm ERR!|fatal: |error\[E\d+\]",
            r"\W{0,2}\d{4}[-/.]\d\d[-/.]\d\d[T ,]+\d\d:\d\d:\d\d(?!\s*[-–]?\s*\w{1,30}\s?:\s[a-z])",
            r"\W{0,2}\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d.{0,12}\s\[?" + _LEVEL + r"\b",
            r"\[\d\d:\d\d:\d\d\]\s|\[?\d\d:\d\d:\d\d[.,]\d{2,}\]?\s|\[?\d\d:\d\d:\d\d\]?\s+\[?" + _LEVEL + r"\b",
            r"[A-Z][a-z]{2}\s+\d{1,2} \d\d:\d\d:\d\d\s",
            r"(?:\d{1,3}\.){3}\d{1,3} (?:- |\S+ )\S+ \[",
            r"\s*[\[<]?" + _LEVEL + r"[\]>]?(?:\s*[\[|:]|\s+[-–]\s|\s+\S*[.:/\[(])",
            r"[EWIF]\d{4} \d\d:\d\d|\[\s*\d+\.\d{3,}\]",
            r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|INVITE|REGISTER|CONNECT) (?:https?://|/|sips?:)\S*",
            r"\s*[<>*] (?:HTTP/|[A-Z][\w-]+: |[A-Z]+ /)|\s*(?:HTTP|SIP|RTSP)/\d\S* \d{3}",
            r"\s*(?:curl|wget) .*(?:https?://|\s-)|\s*(?:kubectl|docker|npm|pip3?|git|sudo|ssh|ping"
            r"|traceroute|nslookup|dig|systemctl|journalctl|psql|mysql|openssl|helm|terraform|aws|az"
            r"|gcloud) [\w.-]+(?: |$)(?=\S*[-./\d]|$)",
            r"\s*(?:SELECT\b.+\bFROM|INSERT INTO|UPDATE \S+ SET|DELETE FROM|CREATE TABLE|ALTER TABLE"
            r"|DROP TABLE|FROM \w+\.?\w+ (?:WHERE|JOIN|GROUP))\b",
            r"\s*(?:\$|PS [A-Z]:\\[^>]*>|[A-Z]:\\[^>]{0,80}>|[\w.-]+@[\w.-]+[:~ ][^$#]{0,60}[$#]|%) \S",
            r"\s*[\[{}\]]{1,3}[,;]?\s*$",
            r"\s*\"[\w.$@ -]+\"\s*:\s*\S",
            r"\s*(?:[<>] ?|body: ?)?\{.*[:=].*\}?[,;]?\s*$|\s*\[\s*[{\"].*\]\s*[,;]?$",
            r"\s*</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>.*(?:</[\w:.-]+>|>)\s*$|\s*<\?xml\b|\s*<!\[CDATA\[",
            r"\s*[\w.-]+=\S+(?:[ ,;&|]+[\w.-]+=\S+){2,}",
            r"\s*[A-Za-z_][\w.]{1,40}=\S+\s*$",
            r"\s*\S*(?:\s\S+){0,6}\s(?:[\w.-]+=\S+\s*){3,}",
            r"(?:[0-9a-fA-F]{2}[ :]){8,}|[0-9a-fA-F]{8}  (?:[0-9a-f]{2} ){4}",
            r"\s*[+|][-=+|]{8,}",
        )
    )
)
_LOOKS = late(r"[\d=:{}\[\]<>()\"/$.|]|panic|fault|fatal|Exception|Error|SELECT")
_HEADER = late(r"\s*[A-Za-z][A-Za-z0-9-]{1,40}:\s?\S")
_EXCHANGE = late(
    r"\s*(?:[<>*] )?(?:HTTP|SIP|RTSP)/\d|\s*(?:[<>] )?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
    r"|INVITE|REGISTER) \S+ (?:HTTP|SIP)/"
)
_TRACEBACK = late(r"Traceback \(most recent call last\)")
_TRACE_END = late(r"[\w.]+(?:Error|Exception|Exit|Interrupt)\b")
_INDENTED = late(r"(?: {2,}|\t)\S")
_PROSE_END = late(r"[a-zà-ÿ]{2,}[.!?]\s*$")


def machine_written(text: str) -> bool:
    """True when the line by itself looks like machine output or code."""
    return _LOOKS.search(text) is not None and _STRONG.match(text) is not None


class LogRun:
    """Judges lines in order; `reset` between messages, `blank` at an empty line."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forgets the lines before."""
        self._last = False
        self._exchange = False
        self._trace = False
        self._depth = 0

    def blank(self) -> None:
        """An empty line ends headers and indented continuations; an open brace stays open for a while."""
        self._last = False
        self._exchange = self._trace = False

    def judge(self, text: str) -> bool:
        """True when the line belongs to a log, by its shape or by the lines before it."""
        found = machine_written(text) or self._continues(text)
        self._last = found
        if not found:
            self._exchange = self._trace = False
            self._depth = 0
            return False
        self._exchange = self._exchange or _EXCHANGE.match(text) is not None
        self._trace = (self._trace and not _TRACE_END.match(text)) or _TRACEBACK.search(text) is not None
        self._depth = max(
            0, min(self._depth + text.count("{") + text.count("[") - text.count("}") - text.count("]"), 50)
        )
        return True

    def _continues(self, text: str) -> bool:
        if self._exchange and _HEADER.match(text):
            return True
        if self._trace:
            return True
        if self._last and _INDENTED.match(text) and not _PROSE_END.search(text):
            return True
        return self._depth > 0 and self._last and not _PROSE_END.search(text)
