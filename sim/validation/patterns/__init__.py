"""Patterns: what is known of patrons and clients, held against the model, one check at a time."""
