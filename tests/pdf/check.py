"""Checks every PDF in the folders it is given: against the standards, for its structure, and for its layout.

Usage: check.py FOLDER...

Says what is wrong file by file, then one line of summary. Fails when anything is wrong, and when there was
nothing to check.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import layout
import standards
import structure

CHECKS = (standards.problems, structure.problems, layout.problems)


def examine(path: Path) -> tuple[Path, int, list[str]]:
    """The file, its number of pages, and what is wrong with it."""
    pages = layout.read(path)
    return path, len(pages), [problem for check in CHECKS for problem in check(path, pages)]


def main(folders: list[str]) -> int:
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.pdf"))
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(examine, paths))
    for path, _, problems in results:
        for problem in problems:
            print(f"{path}: {problem}")
    pages = sum(count for _, count, _ in results)
    wrong = sum(bool(problems) for _, _, problems in results)
    print(f"{len(paths)} PDF files, {pages} pages: {wrong} files with problems")
    return 1 if wrong or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
