"""What everything else is made of: errors, results, handles, time. Knows no HTTP and no provider."""
