"""Who an id stands for: names and sides of the people beside the tickets."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.domain.issue import Role
from assistant.importers.fields import named
from assistant.importers.records import Row

_SIDES = {"end-user": Role.CUSTOMER, "agent": Role.SUPPORT, "admin": Role.SUPPORT}
"""Zendesk's own three roles (Users API, `role`)."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name and a side, unknown where the export does not say."""

    name: str | None = None
    role: Role = Role.UNKNOWN


People = dict[str, Person]
"""Id → person. Ids are texts here: exports write one number now as a number, now as a text."""


def people_of(users: Iterable[object]) -> People:
    """Zendesk's `users` (side-loaded or embedded); those without an id are passed over: nothing points at them."""
    found: People = {}
    for user in users:
        if isinstance(user, dict) and user.get("id") is not None:
            found[str(user["id"])] = person(user)
    return found


def person(user: Row) -> Person:
    """One Zendesk user."""
    return Person(named(user, "name", "email"), _SIDES.get(str(user.get("role")), Role.UNKNOWN))
