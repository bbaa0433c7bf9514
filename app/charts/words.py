"""Numbers as the charts and their tables write them."""


def share(n: int, total: int) -> str:
    """A part in per cent with one decimal: `12.3 %`; what is too small to show is `<0.1 %`, a dash where there is no whole."""
    if not total:
        return "—"
    text = f"{100 * n / total:.1f}"
    return "<0.1 %" if n and text == "0.0" else f"{text} %"
