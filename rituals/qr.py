"""QR codes, drawn as SVG on white so that a phone reads them in the dark theme too. Knows no domain."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """An SVG image that carries `text`, with the quiet margin the format asks for."""
    image = io.BytesIO()
    segno.make(text, micro=False, error="m").save(image, kind="svg", scale=8, border=4, dark="black", light="white")
    return image.getvalue()
