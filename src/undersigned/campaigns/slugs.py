"""Addresses a campaign cannot have, since the site itself answers there."""

RESERVED = frozenset(
    {
        "admin",
        "anymail",
        "api",
        "assets",
        "check",
        "confirm",
        "count",
        "delivery",
        "documents",
        "embed",
        "feed",
        "health",
        "images",
        "letters",
        "log",
        "login",
        "logout",
        "mailbox",
        "media",
        "oembed",
        "organiser",
        "privacy",
        "share",
        "sign",
        "static",
        "withdraw",
    }
)

LENGTH = 80  # as `signing.Petition.slug`
