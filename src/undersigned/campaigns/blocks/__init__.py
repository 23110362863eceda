"""The sections an organiser builds a campaign page from: one file each, its template of the same stem."""
