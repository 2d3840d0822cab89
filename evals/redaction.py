"""How well masking works: on public test cases of secrets, on labelled sentences, and on lines that must stay.

Figures:
- `secrets.recall`: share of the rows labelled `secret` in which anything is masked as a secret;
- `secrets.false_alarms`: the same share of the rows labelled `not_secret`. Some of these rows hold a credential of
  another issuer than the rule they test; they count as false alarms all the same. `without_published` leaves out the
  list of published sample keys (`assistant/redaction/published.py`), which the cases of one rule consist of;
- `spans.<kind>`: recall is the share of labelled spans that any stretch found overlaps, precision the share of
  stretches found that overlap a labelled span of that kind; each kind is measured alone;
- `kept`: how many of our own hard negatives come through with every kind asked for. A list that names nobody.

`python -m evals.redaction --data DIR` with `secrets.jsonl.gz` and `pii.jsonl.gz` in DIR.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from assistant.redaction import ON_REQUEST, find_kind, find_urls, redact
from assistant.redaction.found import Found

Finder = Callable[[str], Iterable[Found]]

KINDS: dict[str, str] = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IP_ADDRESS": "ip",
    "IBAN_CODE": "iban",
    "DOMAIN_NAME": "url",
    "PERSON": "person",
}
"""Label of the data → kind. STREET_ADDRESS has no finder: it is reported as 0 found."""
UNMASKED = "STREET_ADDRESS"

HARD_NEGATIVES: tuple[str, ...] = (
    "correlation id 0b9c2f4e-7a35-4c1d-9e68-3f2a1b7c5d90 in every failing call",
    "x-amzn-trace-id: Root=1-67891233-abcdef012345678912345678",
    "commit 3c9f1e0b7a6d5c4b3a29180f7e6d5c4b3a291807 merged on Friday",
    "image registry.example/web@sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
    'ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "We run 10.4.18.2 build 441 since Tuesday, before that version 10.4.17.9",
    "upgraded from version 10.4.17.9 to 10.4.18.2 last night",
    "agent-10.4.18.2.msi installs, Chrome/131.0.6778.86 does not",
    "Firmware 12.1.3.7 and driver 31.0.15.4601",
    "2026-11-20T10:42:17.123+01:00 ERROR [http-nio-8080-exec-7] c.a.b.TokenStore - token expired",
    "Am 20.11.2026 um 10:42 Uhr, Ticket SUP-20431, Bestellung 4000123412341234",
    "order number 4556737586899856 and tracking number 1Z999AA10123456784",
    "invoice 2026-0042-1187, contract 0049-2026-1187",
    "\tat com.acme.security.PasswordEncoderFactory.createDelegatingPasswordEncoder(PasswordEncoderFactory.java:64)",
    "org.springframework.security.oauth2.jwt.JwtValidationException: Jwt expired at 2026-11-20T09:00:00Z",
    '  File "/usr/lib/python3.11/site-packages/auth/token_cache.py", line 212, in get_token',
    "System.NullReferenceException at Acme.Auth.SecretProvider.GetSecret(String secretName) in Secrets.cs:line 88",
    "java.lang.IllegalStateException: duplicate key 550e8400-e29b-41d4-a716-446655440000",
    "payload: iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4",
    "ORA-01017: invalid username/password; logon denied",
    "AADSTS50126: Error validating credentials due to invalid username or password.",
    "Fehler: Das Passwort ist abgelaufen und muss geändert werden.",
    "Le mot de passe est incorrect, dit la page.",
    "La contraseña no es válida para este usuario.",
    "A senha está errada desde ontem.",
    "La password è scaduta ieri.",
    "Het wachtwoord is verlopen volgens de melding.",
    "パスワードが間違っていますと表示されます。",
    "The API key field is empty after saving, and the token count stays 0.",
    "Steps: 1. open Settings > Password policy 2. set Minimum password length: 12",
    "password_reset_url=https://app.example/reset, token_type=bearer, expires_in=3600",
    "primary key: customer_id, foreign key: order_id, cache key user:42:profile",
    "session_id=550e8400-e29b-41d4-a716-446655440000 request_id=req_8f3kd02lx",
    "payment intent pi_3MtwBwLkdIwHu7ix28a3tqPa failed with card_declined",
    "GET /api/v2/users/1182/tokens?page=2&limit=50 401 in 12 ms",
    "npm ERR! code ELIFECYCLE errno 137, node v20.11.1, heap 4096 MB",
    "Memory 0x00007ff6a1b2c3d4 exception code 0xC0000005 module ntdll.dll 10.0.19045.3803",
    "MAC 00:1A:2B:3C:4D:5E, serial C02XK1ZZJGH5, IMEI 356938035643809",
    "kubectl get secret app-tls -n prod shows type kubernetes.io/tls",
    "${{ secrets.DEPLOY_TOKEN }} and $API_KEY and <your-token> are placeholders",
    "const token = await getToken(); if (!token) throw new Error('missing token');",
    "1,204 users in 3 regions, 99.95 % uptime, 12.5 GB, 07:30 to 18:45",
)
"""Lines of the kind support needs, all invented: nothing in them may be masked."""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def score_secrets(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Recall, false alarms, and the rows behind them."""
    masked = [("secret" in redact(r["text"]).counts) for r in rows]
    with (
        patch("assistant.redaction.shapes.is_published", return_value=False),
        patch("assistant.redaction.randomness.is_published", return_value=False),
    ):
        unlisted = [("secret" in redact(r["text"]).counts) for r in rows]
    real = [r["label"] == "secret" for r in rows]
    alarms = sum(m and not s for m, s in zip(masked, real, strict=True))
    alarms_unlisted = sum(m and not s for m, s in zip(unlisted, real, strict=True))
    others = len(real) - sum(real)
    return {
        "rows": len(rows),
        "recall": sum(m and s for m, s in zip(masked, real, strict=True)) / max(1, sum(real)),
        "false_alarms": alarms / max(1, others),
        "false_alarms_without_published": alarms_unlisted / max(1, others),
        "missed": [r["text"][:120] for r, m, s in zip(rows, masked, real, strict=True) if s and not m],
        "alarmed": [r["text"][:120] for r, m, s in zip(rows, masked, real, strict=True) if m and not s],
    }


def score_spans(rows: list[dict[str, Any]], label: str, find: Finder) -> dict[str, float | int]:
    """Recall and precision by overlap of one kind of span."""
    labelled = found_of_labelled = found = right = 0
    for row in rows:
        gold = [(s["start_position"], s["end_position"]) for s in row["spans"] if s["entity_type"] == label]
        got = [(f.start, f.end) for f in find(row["full_text"])]
        labelled += len(gold)
        found += len(got)
        found_of_labelled += sum(any(a < d and c < b for c, d in got) for a, b in gold)
        right += sum(any(a < d and c < b for a, b in gold) for c, d in got)
    return {
        "labelled": labelled,
        "found": found,
        "recall": found_of_labelled / max(1, labelled),
        "precision": right / max(1, found),
    }


def _finder(kind: str) -> Finder:
    return find_urls if kind == "url" else lambda text: find_kind(kind, text)


def score_kept() -> dict[str, Any]:
    """Which of the hard negatives are touched, each kind asked for."""
    touched = [line for line in HARD_NEGATIVES if redact(line, kinds=ON_REQUEST).counts]
    return {"lines": len(HARD_NEGATIVES), "touched": touched}


def _milliseconds(text: str, rounds: int = 5) -> float:
    redact(text, kinds=ON_REQUEST)
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        redact(text, kinds=ON_REQUEST)
        best = min(best, time.process_time() - started)
    return best * 1000


def run(data: Path) -> dict[str, Any]:
    """All figures on the files of `data`; raises FileNotFoundError where one is missing."""
    sentences = list(_rows(data / "pii.jsonl.gz"))
    spans = {kind: score_spans(sentences, label, _finder(kind)) for label, kind in KINDS.items()}
    spans["address"] = score_spans(sentences, UNMASKED, lambda _text: ())
    words = "\n".join(r["full_text"] for r in sentences).split(" ")[:1000]
    return {
        "secrets": score_secrets(list(_rows(data / "secrets.jsonl.gz"))),
        "spans": spans,
        "kept": score_kept(),
        "ms_per_1000_words": round(_milliseconds(" ".join(words)), 1),
    }


def render(figures: dict[str, Any]) -> str:
    """The figures as a table."""
    secrets, kept = figures["secrets"], figures["kept"]
    lines = [
        f"secrets   recall {secrets['recall']:.3f}   false alarms {secrets['false_alarms']:.3f}"
        f" ({secrets['false_alarms_without_published']:.3f} without the list of published keys)",
        *(
            f"{kind:9} recall {f['recall']:.3f}   precision {f['precision']:.3f}   labelled {f['labelled']}"
            for kind, f in figures["spans"].items()
        ),
        f"hard negatives kept {kept['lines'] - len(kept['touched'])} of {kept['lines']}",
        f"1,000 words, all kinds: {figures['ms_per_1000_words']} ms of processor time",
        *(f"  missed    {text!r}" for text in secrets["missed"]),
        *(f"  alarmed   {text!r}" for text in secrets["alarmed"]),
        *(f"  touched   {text!r}" for text in kept["touched"]),
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run and print; exit code 2 where the data is missing."""
    parser = argparse.ArgumentParser(prog="python -m evals.redaction", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with secrets.jsonl.gz and pii.jsonl.gz")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    args = parser.parse_args(arguments)
    try:
        figures = run(args.data)
    except FileNotFoundError as error:
        print(f"evals.redaction: {error.filename} is missing.", file=sys.stderr)
        return 2
    print(json.dumps(figures, indent=1, ensure_ascii=False) if args.format == "json" else render(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
