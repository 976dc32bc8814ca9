"""What a person would see at once: text off the page, text over text, a page with next to nothing on it."""

import html
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Distances in points: 72 to the inch.
SIDE_MARGIN, TOP_MARGIN, FOOT_MARGIN = 15, 5, 10

# Two words overlap when their letters share more than this width, and this part of the lower one's height.
SHARED_WIDTH, SHARED_HEIGHT = 1.5, 0.25

# The parts of a word's box above and below its letters: room for accents and descenders.
ABOVE, BELOW = 0.25, 0.2

# The part of a page that its content must reach down to, and the strip at the foot that does not count. What fits on
# one page may be short, and the bundle holds pages that were looked at by themselves.
LEAST_FILLED, FOOT = 1 / 3, 50
BUNDLE = "print-all.pdf"

# Dots to the inch at which pages are looked at.
RESOLUTION = 24


@dataclass
class Word:
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def letters(self) -> tuple[float, float]:
        """Where its letters begin and end, from the top of the page."""
        height = self.bottom - self.top
        return self.top + ABOVE * height, self.bottom - BELOW * height


@dataclass
class Page:
    width: float
    height: float
    words: list[Word]


def read(path: Path) -> list[Page]:
    """The pages with their words, as they are printed."""
    output = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = []
    for page in output.split("<page ")[1:]:
        size = re.match(r'width="([\d.]+)" height="([\d.]+)"', page)
        words = [
            Word(*(float(side) for side in sides), html.unescape(text))
            for *sides, text in re.findall(
                r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page
            )
        ]
        pages.append(Page(float(size[1]), float(size[2]), words))
    return pages


def problems(path: Path, pages: list[Page]) -> list[str]:
    found = []
    for number, page in enumerate(pages, 1):
        found += [f"layout: page {number}: {problem}" for problem in outside(page) + overlaps(page)]
    if len(pages) > 1 and path.name != BUNDLE:
        for number, filled in enumerate(fillings(path, pages), 1):
            if filled < LEAST_FILLED:
                found.append(f"layout: page {number} is filled to {filled:.0%} of its height")
    return found


def outside(page: Page) -> list[str]:
    def is_outside(word: Word) -> bool:
        return (
            word.left < SIDE_MARGIN
            or word.right > page.width - SIDE_MARGIN
            or word.top < TOP_MARGIN
            or word.bottom > page.height - FOOT_MARGIN
        )

    return [f"`{word.text}` leaves the page" for word in page.words if is_outside(word)]


def overlaps(page: Page) -> list[str]:
    found = []
    words = sorted(page.words, key=lambda word: word.top)
    for at, word in enumerate(words):
        for other in words[at + 1 :]:
            if other.top >= word.bottom:
                break
            (top, bottom), (other_top, other_bottom) = word.letters(), other.letters()
            width = min(word.right, other.right) - max(word.left, other.left)
            height = min(bottom, other_bottom) - max(top, other_top)
            lower = min(bottom - top, other_bottom - other_top)
            if width > SHARED_WIDTH and height > SHARED_HEIGHT * lower:
                found.append(f"`{word.text}` and `{other.text}` overlap")
    return found


def fillings(path: Path, pages: list[Page]) -> list[float]:
    """How far down each page there is ink, as a part of its height; what stands at the foot does not count."""
    command = ["pdftoppm", "-gray", "-r", str(RESOLUTION), path]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    filled = []
    for page in pages:
        header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(header[1]), int(header[2])
        pixels, data = data[header.end() :][: width * height], data[header.end() + width * height :]
        last = int((page.height - FOOT) / 72 * RESOLUTION)
        inked = [row for row in range(last) if min(pixels[row * width : (row + 1) * width]) < 240]
        filled.append((max(inked) + 1) / height if inked else 0.0)
    return filled
