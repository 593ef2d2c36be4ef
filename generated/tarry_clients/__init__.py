"""Typed clients, one package per provider, generated from the OpenAPI documents of tarry."""
