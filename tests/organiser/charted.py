"""Days as the dashboard's charts and rules get them."""

from datetime import timedelta

from django.utils import timezone

from undersigned.insight.numbers import Day, Sums


def days(*confirmed: int, annotations: dict[int, tuple[str, ...]] | None = None) -> list[Day]:
    found, total, first = [], 0, timezone.localdate()
    for place, number in enumerate(confirmed):
        total += number
        said = (annotations or {}).get(place, ())
        found.append(Day(first + timedelta(days=place), Sums(confirmed=number), total, said))
    return found
