"""Why something was not sent, each told in one line with what to do about it.

EscalateError
├── WrongUsage
│   └── NotConfigured      a setting is missing, or is no address or token                          (exit 2)
└── SendingFailed          nothing was sent, or it is not known                                     (exit 3)
    ├── Unreachable        no connection: nothing was sent
    ├── LoginRefused       401, 403: nothing was sent
    ├── Refused            404, 409, 413, 4xx, a redirect to elsewhere: nothing was sent
    ├── Busy               429 for longer than we wait: nothing was sent
    ├── Unconfirmed        it was sent and no answer came, and the system does not show it (yet)
    └── AnswerUnusable     the system answered a question in a form that is none of its own
"""

from assistant.errors import EscalateError, WrongUsage


class NotConfigured(WrongUsage):
    """A setting that sending needs is missing, or does not fit."""


class SendingFailed(EscalateError):
    """It could not be sent, or nobody knows whether it was."""


class Unreachable(SendingFailed):
    """No connection to the system; nothing left this machine."""


class LoginRefused(SendingFailed):
    """The system does not accept who we are, or does not let them do this."""


class Refused(SendingFailed):
    """The system refused what was sent, or the place it was sent to does not exist."""


class Busy(SendingFailed):
    """The system asks to come back later than we wait for."""


class AnswerUnusable(SendingFailed):
    """The answer to a question is not of the documented form."""


class Unconfirmed(SendingFailed):
    """Sent, but no usable answer came back: it may or may not have arrived."""


class AnswerLost(Exception):
    """Inside this package: a request that changes something got no usable answer. Becomes a receipt or Unconfirmed."""
