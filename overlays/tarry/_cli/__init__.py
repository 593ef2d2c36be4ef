"""The command `tarry`."""
