"""How requests go out and answers come in: limits, connections, transports. Knows nothing of jobs."""
