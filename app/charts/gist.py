"""What a chart shows in a sentence, for those who do not see it."""

from app.charts.figures import Kind, Ranked, Stack
from app.charts.rows import named
from app.charts.words import share

_NAMED = 3


def gist_of_ranked(figure: Ranked) -> str:
    """The greatest bars, and how many state nothing: `Most: Landing 12 (60.0 %), Taxi 2 (10.0 %). Not stated: 6 (30.0 %).`"""
    bars = sorted((each for each in figure.bars if each.kind is Kind.BAR and each.n), key=lambda each: -each.n)[:_NAMED]
    most = ", ".join(f"{named(each)} {each.n:,} ({share(each.n, figure.total)})" for each in bars)
    missing = f"Not stated: {figure.n_missing:,} ({share(figure.n_missing, figure.total)})." if figure.n_missing else ""
    return " ".join(filter(None, (f"Most: {most}." if most else "", missing)))


def gist_of_stack(figure: Stack) -> str:
    """The range and the greatest column: `From 1990 to 2025; most in 1993: 12; incomplete from 2024.`"""
    if not figure.columns:
        return ""
    greatest = max(figure.columns, key=lambda each: each.n)
    parts = [f"From {figure.columns[0].first} to {figure.columns[-1].last}", f"most in {greatest.label}: {greatest.n:,}"]
    if figure.incomplete:
        parts.append(f"incomplete from {figure.incomplete[0].first}")
    return "; ".join(parts) + "."
