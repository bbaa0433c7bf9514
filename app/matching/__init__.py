"""Comparing records: features, scores and reasons. Nothing is decided here."""
