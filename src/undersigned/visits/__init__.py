"""How often a campaign's page was asked for, and its form begun: numbers a day, and nothing about anybody."""
