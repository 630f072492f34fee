"""Measures: pure functions of the journal. Each is undefined (NaN) rather than guessed where it has no meaning."""
