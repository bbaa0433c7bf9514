"""The property registry and the closed lists. Plain Python: no tables, no Flask."""
