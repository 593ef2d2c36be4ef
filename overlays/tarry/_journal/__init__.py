"""What was submitted from here, so that nothing is submitted twice."""
