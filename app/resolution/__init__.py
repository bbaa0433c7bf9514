"""How values are chosen: the rule `best-value/1` over claims, and the property states. Plain Python, no tables."""
