"""Surfaces that give first numbers at once: fitted to stored pairs, shipped as small JSON, made by `python -m`."""
