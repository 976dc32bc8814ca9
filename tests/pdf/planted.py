"""Plants one defect at a time in a sound PDF, to see that the checks find it.

Usage: planted.py FILE.pdf, with its HTML page beside it
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pikepdf

from check import examine


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def empty_parent_tree(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree = pikepdf.Dictionary(Nums=[])


def reversed_reading(pdf: pikepdf.Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    while isinstance(document, pikepdf.Array) or len(document.K) == 1:
        document = document[0] if isinstance(document, pikepdf.Array) else document.K
    document.K = pikepdf.Array(reversed(list(document.K)))


def moved_off(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"1 0 0 1 -80 0 cm", prepend=True)


def doubled(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    page.contents_add(b"1 0 0 1 3 2 cm\n" + content)


def empty_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))


# Each defect, and what the problem that names it contains.
DEFECTS: list[tuple[Callable, str]] = [
    (no_language, "LANG"),
    (no_tags, "STRUCT-TREE-ROOT"),
    (empty_parent_tree, "the parent tree 0"),
    (reversed_reading, "headings are read as"),
    (moved_off, "leaves the page"),
    (doubled, "overlap"),
    (empty_page, "is filled to 0%"),
]


def main(sound: Path) -> int:
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / sound.name
        shutil.copy(sound.with_suffix(".html"), folder)
        for plant, expected in DEFECTS:
            with pikepdf.open(sound) as pdf:
                plant(pdf)
                pdf.save(copy)
            problems = examine(copy)[2]
            if not any(expected in problem for problem in problems):
                missed.append(plant.__name__)
                print(f"{plant.__name__}: not found; instead {problems}")
    print(f"{len(DEFECTS)} planted defects: {len(missed)} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
