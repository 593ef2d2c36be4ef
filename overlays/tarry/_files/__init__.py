"""Rows of a job as files and frames."""
