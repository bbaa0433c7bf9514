"""Pictures as PNG."""

SCALE = 2.0


def png_of(svg: str) -> bytes:
    """The SVG as a PNG of twice its size, in fonts that come with the renderer where they are named.

    Only the renderer of the library is used, which starts at once and takes 10 to 20 MB; its engine for scripts is never woken.
    """
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=SCALE)
