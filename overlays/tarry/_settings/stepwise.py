"""A wait that the caller drives: each call makes one poll at most, and nothing sleeps. For engines that sleep themselves."""

from __future__ import annotations


