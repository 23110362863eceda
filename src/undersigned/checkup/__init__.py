"""Looks at an installation as a careful friend would: what is missing or unsafe, and how to mend it."""

from undersigned.checkup.finding import Finding, Level
from undersigned.checkup.looks import findings

__all__ = ["Finding", "Level", "findings"]
