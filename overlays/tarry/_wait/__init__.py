"""When to poll, and when a job has ended. Knows no HTTP and no provider."""
