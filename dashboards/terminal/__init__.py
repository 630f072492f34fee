"""Showing answers in a terminal."""
