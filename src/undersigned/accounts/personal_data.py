"""What is held of those who work at the desk. No signer is in it; administrators hand it out and remove it."""

from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="auth_user",
        columns=("username", "email", "first_name", "last_name", "password", "last_login"),
        purpose=N_("To let organisers in, each with a name of their own. The password is kept as a slow hash."),
        kept=N_("until an administrator removes the account"),
    ),
    Holding(
        table="accounts_invitation",
        columns=("email", "role"),
        purpose=N_("To invite somebody to the desk."),
        kept=N_("until it is accepted, taken back, or too old"),
    ),
    Holding(
        table="accounts_attempts",
        columns=("key", "last_at"),
        purpose=N_("To slow down who guesses passwords. Names and places are kept as keyed hashes."),
        kept=N_("until the next right sign-in, or a day"),
    ),
    Holding(
        table="wagtailcore_modellogentry",
        columns=("user_id", "action", "timestamp"),
        purpose=N_("To know who at the desk looked at, downloaded or decided what."),
        kept=N_("as long as the installation; no signer is named in it"),
    ),
)
