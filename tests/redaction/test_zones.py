"""Our own promise of the next contact must leave whole: a zone behind a clock is no password behind a name."""

import pytest

from assistant.redaction import redact


@pytest.mark.parametrize(
    "text",
    [
        "Le scriviamo entro questo termine: 19 novembre 2026, ore 13:15 (UTC+01:00), anche senza novità.",
        "You will hear from us by 20 November 2026, 14:00 (UTC-05:00); please stay logged in until then.",
        "Wir melden uns bis 20. November 2026, 14:00 (UTC+01:00) bei Ihnen an.",
        "Login works again since 14:00 (GMT+2).",
    ],
)
def test_a_time_zone_is_no_password(text: str) -> None:
    assert redact(text).text == text
