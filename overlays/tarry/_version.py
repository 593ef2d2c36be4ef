"""The version, where importing it costs nothing."""

__version__ = "1.0.0rc1"
