"""Checks every PDF in the folders it is given: against the standards, for its structure, and for its layout.

Usage: check.py FOLDER...

Says what is wrong file by file, then what the whole of each kit and the heaviest documents weigh, then one line of
summary. Fails when anything is wrong or too heavy, and when there was nothing to check.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import layout
import standards
import structure

# No document is larger than so many kilobytes, and no `print-all.pdf` than so many.
LARGEST, LARGEST_OF_ALL = 150, 900
HEAVIEST = 5
CHECKS = (standards.problems, structure.problems, layout.problems)


def examine(path: Path) -> tuple[Path, int, list[str]]:
    """The file, its number of pages, and what is wrong with it."""
    pages = layout.read(path)
    return path, len(pages), [problem for check in CHECKS for problem in check(path, pages)]


def is_all(path: Path) -> bool:
    return path.name == "print-all.pdf"


def kilobytes(path: Path) -> float:
    return path.stat().st_size / 1000


def weigh(paths: list[Path]) -> bool:
    """Whether every file is light enough; says which is not, and what the heaviest weigh."""
    heavy = [path for path in paths if kilobytes(path) > (LARGEST_OF_ALL if is_all(path) else LARGEST)]
    for path in heavy:
        print(f"{path}: {kilobytes(path):.0f} KB are too many")
    documents = sorted((path for path in paths if not is_all(path)), key=kilobytes, reverse=True)
    for path in [path for path in paths if is_all(path)] + documents[:HEAVIEST]:
        print(f"{kilobytes(path):6.0f} KB  {path}")
    return not heavy


def main(folders: list[str]) -> int:
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.pdf"))
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(examine, paths))
    for path, _, problems in results:
        for problem in problems:
            print(f"{path}: {problem}")
    pages = sum(count for _, count, _ in results)
    wrong = sum(bool(problems) for _, _, problems in results)
    light = weigh(paths)
    print(f"{len(paths)} PDF files, {pages} pages: {wrong} files with problems")
    return 1 if wrong or not pages or not light else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
