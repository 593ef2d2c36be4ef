"""Waits drawn as text, SVG and HTML. Pure: told what happened, by results or by a record, these functions give a text."""
