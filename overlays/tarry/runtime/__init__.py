"""What the handle of a job is built on."""
