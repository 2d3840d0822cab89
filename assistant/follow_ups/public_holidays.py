"""Public holidays and the working week of a country, from the `holidays` library; loaded only when asked for."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.errors import PolicyError

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True)
class PublicHolidays:
    """Which days are off in a country, or in one of its subdivisions (ISO 3166)."""

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ()
    """The library's categories (`public`, `bank`, `optional`, …); empty for its default."""

    def off(self, day: date) -> bool:
        """Whether `day` is a holiday. Raises PolicyError for a country or subdivision the library does not know."""
        return day in _year(self.country, self.subdivision, self.categories, day.year)[0]

    def worked(self, day: date) -> bool:
        """Whether `day`, though of the weekend, is worked in place of another (as in China)."""
        return day in _year(self.country, self.subdivision, self.categories, day.year)[1]

    def weekend(self) -> frozenset[int]:
        """The country's weekend, as weekdays from Monday 0. Raises PolicyError as `off` does."""
        return frozenset(_book(self.country, self.subdivision, self.categories, None).weekend)


def _book(country: str, subdivision: str | None, categories: tuple[str, ...], year: int | None) -> "HolidayBase":
    import holidays

    try:
        return holidays.country_holidays(country, subdiv=subdivision, years=year, categories=categories or None)
    except (NotImplementedError, ValueError) as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise PolicyError(
            f"the holidays of {place!r} are not known: {error}.",
            "Correct country, subdivision and categories in calendars.toml, or the setting `country`.",
        ) from error


@lru_cache(maxsize=256)
def _year(
    country: str, subdivision: str | None, categories: tuple[str, ...], year: int
) -> tuple[frozenset[date], frozenset[date]]:
    book = _book(country, subdivision, categories, year)
    return frozenset(book), frozenset(getattr(book, "weekend_workdays", ()))


def known(country: str, subdivision: str | None) -> bool:
    """Whether the library has the country, and the subdivision where one is given."""
    import holidays

    places = holidays.list_supported_countries(include_aliases=True)
    return country in places and (subdivision is None or subdivision in places[country])
