"""From an empty desk to a public petition in four steps: organisation, campaign, words, publishing."""
