"""Validation: what the model gets right, what it gets wrong, and how anybody can know."""
