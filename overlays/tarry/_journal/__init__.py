"""What was submitted, written down before it is sent, so that nothing is sent twice. `tarry.journal` is its public face."""
