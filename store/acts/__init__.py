"""Placeholder removed when the acts arrive."""
