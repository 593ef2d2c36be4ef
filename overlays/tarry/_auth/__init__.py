"""Credentials, and how they are renewed."""
