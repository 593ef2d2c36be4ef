"""Waits, drawn as text, SVG and HTML."""
