"""The record of decisions: patrons in crises of their clients, coded, played and scored."""
