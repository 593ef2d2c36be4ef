"""From a document to a package: reading and checking of `x-job`, and the client and handles that are written from it."""
