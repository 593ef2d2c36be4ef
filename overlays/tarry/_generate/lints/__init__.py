"""What can be wrong with an `x-job` or `x-pagination`, by subject. Each finds it before any request is sent."""
