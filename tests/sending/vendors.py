"""Jira, Zendesk and Slack on loopback, behaving as their vendors document; and misbehaving, when told to.

One server plays all three. `misbehave` queues what happens to the next requests for a path instead of the right thing.
"""

import json
import re
import threading
from base64 import b64decode
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JIRA = ("mia@example.com", "jira-token-3f9c")
ZENDESK = ("mia@example.com/token", "zendesk-token-77aa")
SLACK = "xoxb-slack-token-1234"
HOOK = "/services/T0001/B0001/hooksecret4242"


@dataclass
class Fault:
    """What goes wrong with one request."""

    status: int = 0
    """Answer with this status; 0: break off without an answer."""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = "{}"
    done: bool = False
    """The request is carried out all the same: its answer alone is wrong or lost."""
    hangs: bool = False
    """No answer comes, and the connection stays open."""


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


class Vendors:
    """The three systems' state, and the requests they have seen."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self.issues: dict[str, dict[str, Any]] = {}
        self.unindexed: set[str] = set()
        """Keys of issues that search does not find yet."""
        self.looks_until_indexed = 0
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.links: dict[str, list[dict[str, Any]]] = {}
        self.tickets: dict[str, dict[str, Any]] = {"4711": {"id": 4711, "tags": ["vip"]}, "12": {"id": 12, "tags": []}}
        self.posted: list[dict[str, Any]] = []
        self.faults: dict[str, deque[Fault]] = {}
        self.over = threading.Event()

    def misbehave(self, path: str, *faults: Fault) -> None:
        """The next requests whose path matches the pattern go wrong in these ways, one each."""
        self.faults.setdefault(path, deque()).extend(faults)

    def fault(self, method: str, path: str) -> Fault | None:
        for pattern, queue in self.faults.items():
            if queue and re.search(pattern, f"{method} {path}"):
                return queue.popleft()
        return None

    def paths(self, method: str) -> list[str]:
        return [s.path for s in self.seen if s.method == method]

    # the right thing

    def answer(self, seen: Seen) -> tuple[int, Any]:
        path = seen.path.split("?")[0]
        if path.startswith("/rest/"):
            return self._jira(seen, path)
        if path.startswith("/api/v2/"):
            return self._zendesk(seen, path)
        return self._slack(seen, path)

    def _jira(self, seen: Seen, path: str) -> tuple[int, Any]:
        api = re.match(r"/rest/api/([23])", path)
        assert api
        if api[1] == "3" and _basic(seen) != JIRA:
            return 401, {"errorMessages": ["Client must be authenticated to access this resource."]}
        if api[1] == "2" and seen.headers.get("authorization") != f"Bearer {JIRA[1]}":
            return 401, {"message": "Client must be authenticated"}
        rest = path[api.end() :]
        if seen.method == "POST" and rest in ("/search/jql", "/search"):
            return 200, {"issues": self._search(seen.body["jql"]), "isLast": True}
        if seen.method == "POST" and rest == "/issue":
            return self._create(seen.body["fields"], api[1])
        inside = re.fullmatch(r"/issue/([A-Z]+-\d+)/(comment|remotelink)", rest)
        if not inside or inside[1] not in self.issues:
            return 404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."]}
        if inside[2] == "remotelink":
            self.links.setdefault(inside[1], []).append(seen.body)
            return 201, {"id": 1}
        kept = self.comments.setdefault(inside[1], [])
        if seen.method == "GET":
            return 200, {"comments": list(reversed(kept))}
        kept.append({"id": str(10000 + len(kept)), **seen.body})
        return 201, kept[-1]

    def _search(self, jql: str) -> list[dict[str, Any]]:
        label = re.search(r'labels = "([^"]+)"', jql)
        assert label
        if self.looks_until_indexed > 0:
            self.looks_until_indexed -= 1
        elif self.unindexed:
            self.unindexed.clear()
        found = [(k, f) for k, f in self.issues.items() if label[1] in f["labels"] and k not in self.unindexed]
        return [{"id": "1", "key": key, "fields": {"labels": f["labels"]}} for key, f in reversed(found)]

    def _create(self, fields: dict[str, Any], api: str) -> tuple[int, Any]:
        if fields["project"]["key"] != "OPS":
            return 400, {"errorMessages": [], "errors": {"project": "valid project is required"}}
        if fields["priority"]["name"] not in ("Blocker", "High", "Highest", "Medium", "Low"):
            return 400, {"errorMessages": [], "errors": {"priority": "The priority selected is invalid."}}
        if api == "3" and not (isinstance(fields["description"], dict) and fields["description"]["type"] == "doc"):
            return 400, {"errors": {"description": "Operation value must be an Atlassian Document"}}
        if any(" " in label for label in fields["labels"]) or "\n" in fields["summary"]:
            return 400, {"errors": {"labels": "may not contain spaces"}}
        key = f"OPS-{len(self.issues) + 1}"
        self.issues[key] = fields
        if self.looks_until_indexed:
            self.unindexed.add(key)
        return 201, {"id": "10001", "key": key, "self": f"{self.url}/rest/api/3/issue/10001"}

    def _zendesk(self, seen: Seen, path: str) -> tuple[int, Any]:
        if _basic(seen) != ZENDESK:
            return 401, {"error": "Couldn't authenticate you"}
        asked = re.fullmatch(r"/api/v2/tickets/(\d+)(\.json|/comments\.json|/tags\.json)", path)
        if not asked or asked[1] not in self.tickets:
            return 404, {"error": "RecordNotFound", "description": "Not found"}
        ticket, kept = self.tickets[asked[1]], self.comments.setdefault(asked[1], [])
        if asked[2] == "/comments.json":
            return 200, {"comments": list(reversed(kept)), "count": len(kept)}
        if asked[2] == "/tags.json":
            ticket["tags"] = sorted({*ticket["tags"], *seen.body["tags"]})
            return 200, {"tags": ticket["tags"]}
        if ticket.get("status") == "closed":
            return 422, {"error": "RecordInvalid", "details": {"status": [{"description": "Status: closed prevents"}]}}
        changes = dict(seen.body["ticket"])
        comment = changes.pop("comment", None)
        assert "tags" not in changes, "replaces the ticket's own tags"
        ticket.update(changes)
        events = []
        if comment is not None:
            assert isinstance(comment["public"], bool)
            kept.append({"id": 900 + len(kept), "type": "Comment", **comment})
            events.append({"id": kept[-1]["id"], "type": "Comment"})
        return 200, {"ticket": ticket, "audit": {"id": 5, "events": events}}

    def _slack(self, seen: Seen, path: str) -> tuple[int, Any]:
        if path == HOOK:
            self.posted.append(seen.body)
            return 200, "ok"
        if path != "/slack/chat.postMessage":
            return 404, "no_service"
        if seen.headers.get("authorization") != f"Bearer {SLACK}":
            return 200, {"ok": False, "error": "invalid_auth"}
        if seen.body["channel"] != "C0001":
            return 200, {"ok": False, "error": "channel_not_found"}
        self.posted.append(seen.body)
        return 200, {"ok": True, "channel": "C0001", "ts": "1795000000.000100"}


def _basic(seen: Seen) -> tuple[str, str]:
    scheme, _, code = seen.headers.get("authorization", "").partition(" ")
    name, _, password = b64decode(code).decode().partition(":") if scheme == "Basic" else ("", "", "")
    return name, password


@contextmanager
def serving() -> Iterator[Vendors]:
    """The vendors on a free port of this machine."""
    vendors = Vendors()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            body = json.loads(raw) if raw else None
            seen = Seen(self.command, self.path, body, {k.lower(): v for k, v in self.headers.items()})
            vendors.seen.append(seen)
            fault = vendors.fault(seen.method, seen.path)
            if fault is None:
                return self.reply(*vendors.answer(seen))
            if fault.done:
                vendors.answer(seen)
            if fault.hangs:
                vendors.over.wait(30)
            if fault.hangs or not fault.status:
                self.close_connection = True
                return None
            return self.reply(fault.status, fault.body, fault.headers)

        def reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            text = body if isinstance(body, str) else json.dumps(body)
            data = text.encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone away is none of the server's business."""

    server = Server(("127.0.0.1", 0), Handler)
    vendors.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield vendors
    finally:
        vendors.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
