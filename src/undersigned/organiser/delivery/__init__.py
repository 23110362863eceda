"""The tab from which a petition is handed over: what a packet has, how far it is, its files, the recipient's page."""
