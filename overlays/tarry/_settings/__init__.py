"""Settings of clients out of the environment, files and profiles."""
