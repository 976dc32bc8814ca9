"""Makes the pictures of README.md and docs/gallery.md from real kits.

Usage: pages.py KITS     KITS holds the kits that `.ci/run kits` makes

Needs pdftoppm (poppler-utils), chromium and Pillow.
"""

import io
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps

# The picture, its kit, and the PDF and page it shows.
PAPER = [
    ("agenda", "premiers-pas", "agenda", 1),
    ("run-sheet", "premiers-pas", "run-sheet", 2),
    ("supplies", "premiers-pas", "supplies", 1),
    ("rotation-cards", "premiers-pas", "handouts/01-world-cafe/rotation-cards", 1),
    ("voting-sheet", "premiers-pas", "handouts/03-dot-voting/voting-sheet", 1),
    ("keep-cards", "premiers-pas", "handouts/04-first-steps/keep-cards", 1),
    ("sign-in", "premiers-pas", "sign-in", 1),
    ("ikigai", "ikigai-equipe", "handouts/01-ikigai/team-canvas", 1),
    ("open-space", "forum-ouvert", "handouts/01-open-space/grid", 1),
    ("criteria", "audit-ecoconception", "handouts/01-ecodesign-audit/cards", 1),
    ("report-grid", "parcours-accessibilite", "handouts/01-accessibility-walkthrough/report-grid", 1),
    ("decision", "decision-90-minutes", "handouts/03-consent/decision", 1),
    ("large", "large", "agenda", 1),
    ("agenda-en", "premiers-pas-en", "agenda", 1),
    ("run-sheet-en", "premiers-pas-en", "run-sheet", 2),
    ("criteria-en", "audit-ecoconception-en", "handouts/01-ecodesign-audit/cards", 1),
]
# The picture, its kit and page, and the window it is seen in.
SCREENS = [
    ("index", "premiers-pas", "index.html", (1100, 1000)),
    ("screen", "premiers-pas", "screen.html", (1280, 800)),
]
# The three that stand side by side in the README.
TOGETHER = ["agenda", "rotation-cards", "voting-sheet"]
HEIGHT, SCREEN_WIDTH, GAP, COLOURS = 560, 720, 24, 16
SURFACE, EDGE = "#e7ebf0", "#9aa4b2"
HERE = Path(__file__).parent


def paper(pdf: Path, page: int, height: int) -> Image.Image:
    size = ["-scale-to-x", "-1", "-scale-to-y", str(height)]
    command = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-l", str(page), *size, pdf]
    image = Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    return ImageOps.expand(image.convert("RGB"), 1, EDGE)


def screen(page: Path, window: tuple[int, int]) -> Image.Image:
    with TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={window[0]},{window[1]}"]
        command = ["chromium", *flags, f"--screenshot={shot}", page.absolute().as_uri()]
        subprocess.run(command, capture_output=True, check=True)
        image = Image.open(shot).convert("RGB")
        image.thumbnail((SCREEN_WIDTH, SCREEN_WIDTH), Image.Resampling.LANCZOS)
        return ImageOps.expand(image, 1, EDGE)


def save(image: Image.Image, path: Path) -> None:
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main(kits: Path) -> None:
    folder = HERE / "pages"
    folder.mkdir(exist_ok=True)
    for name, kit, document, page in PAPER:
        save(paper(kits / kit / f"{document}.pdf", page, HEIGHT), folder / f"{name}.png")
    for name, kit, page, window in SCREENS:
        save(screen(kits / kit / page, window), folder / f"{name}.png")

    where = {name: (kits / kit / f"{document}.pdf", page) for name, kit, document, page in PAPER}
    pages = [paper(*where[name], 440) for name in TOGETHER]
    together = Image.new("RGB", (sum(page.width + GAP for page in pages) + GAP, 440 + 2 + 2 * GAP), SURFACE)
    left = GAP
    for page in pages:
        together.paste(page, (left, GAP))
        left += page.width + GAP
    save(together, HERE / "kit.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
