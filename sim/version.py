"""The version of the code, as records and manifests note it."""

from importlib.metadata import PackageNotFoundError, version


def code_version() -> str:
    """Version of the installed distribution; "unknown" where only the sources are at hand."""
    try:
        return version("marchland")
    except PackageNotFoundError:
        return "unknown"
