"""Papers of a campaign: a poster and a sheet to collect signatures on, as PDF that screen readers can read."""
