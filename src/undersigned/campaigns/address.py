"""Where pages are, by the setting `site_url` alone: a page is baked without a request, and for one site."""

from django.conf import settings


def absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def on_this_site(parts: tuple[int, str, str] | None) -> tuple[int, str, str] | None:
    """Wagtail's parts of a page's address, with this site's origin whatever its record of the site says."""
    if parts is None:
        return None
    site, _, path = parts
    return site, settings.WAGTAILADMIN_BASE_URL, path
