"""Countries by code or English name, and the zone of each: the tables of the time zone database itself (`tzdata`)."""

import re
from functools import lru_cache
from importlib.resources import files

_CODE = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z0-9]{1,4}))?")


def _table(name: str) -> list[list[str]]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.casefold(): code for code, name, *_ in _table("iso3166.tab")}


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    zones: dict[str, tuple[str, ...]] = {}
    for code, _, zone, *_ in _table("zone.tab"):
        zones[code] = (*zones.get(code, ()), zone)
    return zones


def country_code(text: str) -> tuple[str, str | None] | None:
    """(country, subdivision) of `DE`, `de-by` or `Germany`; None for anything else."""
    text = text.strip()
    match = _CODE.fullmatch(text)
    if match is not None and match[1].upper() in _zones():
        return match[1].upper(), match[2].upper() if match[2] else None
    return (_names()[text.casefold()], None) if text.casefold() in _names() else None


def country_of_zone(zone: str) -> str | None:
    """The country a zone such as `Europe/Berlin` lies in; None where it is no country's."""
    return next((code for code, zones in _zones().items() if zone in zones), None)


def country_zone(country: str, subdivision: str | None, preferred: dict[str, str]) -> str | None:
    """The zone of a place: as `preferred` names it, else the country's only one; None where it has several."""
    named = preferred.get(f"{country}-{subdivision}") or preferred.get(country)
    zones = _zones().get(country, ())
    return named or (zones[0] if len(zones) == 1 else None)
