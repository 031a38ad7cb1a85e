def compare() -> None:
    """Compare."""
