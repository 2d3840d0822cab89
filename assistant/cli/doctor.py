"""`escalate doctor`: what works here, what does not, and what to do about it."""

import importlib.util
import sys
from collections.abc import Callable, Iterator

import typer

from assistant.cli.streams import write_result

MOST_NAMES = 8
"""Models of an endpoint that are listed by name."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """Say what this installation can do, and what is missing."""
    lines, healthy = [], True
    for name, check in (
        ("version", _version),
        ("policy", _policy),
        ("lexicons", _lexicons),
        ("templates", _templates),
        ("state folder", _home),
        ("index", _index),
        ("page", _page),
        ("register", _register),
        ("model", _model),
        *_sending(),
    ):
        state, text = check()
        healthy = healthy and state != "FAIL"
        lines.append(f"{state:4}  {name}: {text}")
    write_result("\n".join(lines), None)
    if not healthy:
        raise typer.Exit(3)


def _register() -> tuple[str, str]:
    from assistant.errors import EscalateError
    from assistant.register import open_register

    try:
        with open_register() as register:
            return "ok", f"{register.count()} escalations, {register.count(open_only=True)} open, in {register.where}"
    except EscalateError as error:
        return "FAIL", str(error)


def _sending() -> Iterator[tuple[str, Callable[[], tuple[str, str]]]]:
    """The systems that texts can be sent to, as configured; none is called."""
    from assistant.sending import configured
    from assistant.settings import default_settings

    for system in configured(default_settings()):
        state = "-" if system.state == "off" else system.state
        yield f"send {system.name}", lambda state=state, text=system.text: (state, text)  # type: ignore[misc]


def _version() -> tuple[str, str]:
    from assistant.version import app_version

    return "ok", f"{app_version()} on Python {sys.version.split()[0]}"


def _policy() -> tuple[str, str]:
    from assistant.errors import EscalateError
    from assistant.pipeline import shared_assistant

    try:
        policy = shared_assistant().policy
    except EscalateError as error:
        return "FAIL", str(error)
    return "ok", f"{len(policy.verdict)} verdict rules, fingerprint {policy.fingerprint}"


def _lexicons() -> tuple[str, str]:
    from assistant.errors import EscalateError
    from assistant.pipeline import shared_assistant

    try:
        languages = shared_assistant().understander.languages()
    except EscalateError as error:
        return "FAIL", str(error)
    return "ok", ", ".join(languages)


def _templates() -> tuple[str, str]:
    from assistant.errors import EscalateError
    from assistant.pipeline import shared_assistant

    try:
        return "ok", ", ".join(sorted(shared_assistant().templates.languages))
    except EscalateError as error:
        return "FAIL", str(error)


def _home() -> tuple[str, str]:
    from assistant.settings import default_settings

    home = default_settings().home
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".probe"
        probe.write_text("ok")
        probe.unlink()
    except OSError as error:
        return "FAIL", f"{home} cannot be written: {error.strerror or error}. Set ESCALATE_HOME to a folder of yours."
    return "ok", str(home)


def _index() -> tuple[str, str]:
    from assistant.errors import EscalateError
    from assistant.pipeline import shared_assistant

    try:
        status = shared_assistant().index.status()
    except EscalateError as error:
        return "FAIL", str(error)
    if not status.tickets and not status.articles:
        return "warn", "empty. Run `escalate index --sample`, or index your own tickets and articles."
    if status.pending:
        return "warn", f"{status.pending} records are not searchable yet. Run `escalate index --rebuild`."
    return "ok", f"{status.tickets} tickets, {status.articles} articles"


def _page() -> tuple[str, str]:
    if importlib.util.find_spec("streamlit") is None:
        return "FAIL", "Streamlit is not installed. Reinstall the package."
    return "ok", "run `escalate ui`"


def _model() -> tuple[str, str]:
    from assistant.llm import LanguageModel, model_options
    from assistant.settings import default_settings

    options = model_options(default_settings())
    if options is None:
        return "warn", (
            "no model is configured; the rules engine makes all drafts. Set OPENAI_API_KEY, "
            "or OPENAI_BASE_URL for a server of yours, or ESCALATE_MODEL=provider:name."
        )
    probe = LanguageModel(options, cache_dir=None).probe()
    if not probe.works:
        why = probe.failure or "it answers in no way that can be used"
        served = f" It serves {_listed(probe.models)}." if probe.models and probe.model not in probe.models else ""
        return "FAIL", f"{probe.model} at {probe.endpoint}: {why}{served}"
    yes = [method for method, works in probe.methods.items() if works]
    no = [method for method, works in probe.methods.items() if not works]
    parts = [f"answers by {', '.join(yes)}" + (f", not by {', '.join(no)}" if no else "")]
    parts.append("streams" if probe.streaming else "does not stream")
    if probe.temperature is not None:
        parts.append("takes a temperature" if probe.temperature else "takes no temperature")
    return "ok", f"{probe.model} at {probe.endpoint}: {'; '.join(parts)}"


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
