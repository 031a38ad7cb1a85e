"""The two versions: of the distribution, and of the model."""

__version__ = "0.3.0"
"""Version of the distribution; `pyproject.toml` reads it here."""

MODEL_VERSION = 3
"""Version of the model's behaviour. It rises with every change after which the same scenario, seed
and replicate give another run, and with no other change; `tests/goldens/README.md` says how."""
