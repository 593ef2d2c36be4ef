"""What is asked of a provider: a status, a submit, pages, a download."""
