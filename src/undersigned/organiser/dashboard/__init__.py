"""How one campaign stands: the tab "Overview", its charts, tables and files. Numbers only, nothing about a person."""
