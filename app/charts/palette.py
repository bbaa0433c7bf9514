"""The colours of the pictures that leave the site, which are light; the pages take theirs from charts.css, light or dark.

Each stands out at least 3 to 1 from the paper, and neighbours in a stack are told apart by a gap, the legend and the table too.
"""

PAPER, INK, MUTED = "#fdfcf9", "#1d1f21", "#595d60"
FILLS: dict[str, str] = {
    "bar": "#1b4d80",
    "others": "#6f8396",
    "blank": "#d8d3c7",
    "accident": "#1b4d80",
    "serious_incident": "#b8620e",
    "incident": "#2f8579",
    "occurrence_without_safety_effect": "#7c5fa8",
    "not_determined": "#85878a",
    "fatal": "#98271a",
    "serious": "#c2681a",
    "minor": "#9c7d12",
    "none": "#2f8579",
    "unknown": "#85878a",
}
_CURVES = ("#1b4d80", "#b8620e", "#2f8579", "#7c5fa8", "#98271a", "#595d60")
STROKES: dict[str, str] = {
    "grid": "#e4e0d6", "axis": "#8a857a", "line": "#98271a", "points": "#98271a", "aim": "#8a857a", "limit": "#6f8396",
    **{f"s{place}{mark}": colour for place, colour in enumerate(_CURVES, 1) for mark in ("", " loss")},
}  # fmt: skip
