"""Makes kit.png, the picture in the README, from a real kit.

Usage: kit.py KIT        needs pdftoppm (poppler-utils) and Pillow
"""

import io
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageOps

PAGES = ["agenda", "handouts/01-world-cafe/rotation-cards", "handouts/03-dot-voting/voting-sheet"]
HEIGHT, GAP, COLOURS = 440, 24, 16
PAPER, EDGE = "#e7ebf0", "#9aa4b2"


def first_page(path: Path) -> Image.Image:
    command = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", "-1", "-scale-to-y", str(HEIGHT), path]
    page = Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    return ImageOps.expand(page.convert("RGB"), 1, EDGE)


def main(kit: Path) -> None:
    pages = [first_page(kit / f"{name}.pdf") for name in PAGES]
    width = sum(page.width + GAP for page in pages) + GAP
    picture = Image.new("RGB", (width, HEIGHT + 2 + 2 * GAP), PAPER)
    left = GAP
    for page in pages:
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    picture.quantize(COLOURS).save(Path(__file__).with_name("kit.png"), optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
