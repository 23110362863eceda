"""What an organiser writes: the campaign's page, its sections, its publication, and the same as a folder of files."""
