"""How one campaign's pages look: its colours, headings, logo; its pictures in all sizes."""
