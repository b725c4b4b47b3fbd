"""Draws the icons of the home screen, the same mark as static/img/portal.svg."""

from pathlib import Path

from PIL import Image, ImageDraw

GREEN = "#0b5a3c"
MARK = [(9, 23), (9, 11), (16, 18), (23, 11), (23, 23)]
"""The letter M on a square of 32, inside the circle that a telephone may cut out."""


def icon(side: int) -> Image.Image:
    """Drawn four times too large and made small, for smooth edges."""
    scale = side * 4 / 32
    image = Image.new("RGB", (side * 4, side * 4), GREEN)
    pen = ImageDraw.Draw(image)
    points = [(x * scale, y * scale) for x, y in MARK]
    pen.line(points, fill="white", width=round(3.4 * scale), joint="curve")
    for x, y in points:
        half = 1.7 * scale
        pen.ellipse((x - half, y - half, x + half, y + half), fill="white")
    return image.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "static" / "img"
    for size in (192, 512):
        icon(size).save(folder / f"ikon-{size}.png", optimize=True)
