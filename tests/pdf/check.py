"""Checks every PDF in the folders it is given: against the standards, for its structure, and for its layout.

Usage: check.py FOLDER...

Says what is wrong file by file, then one line of summary. Fails when a standard or the structure is broken, and
when there was nothing to check. What the layout check finds is printed for a person to look at: the boxes of large
letters overlap more than their ink does, and some last pages are short for a reason.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import layout
import standards
import structure

CHECKS = (standards.problems, structure.problems)


def examine(path: Path) -> tuple[Path, int, list[str], list[str]]:
    """The file, its number of pages, what is wrong with it, and what to look at."""
    pages = layout.read(path)
    return path, len(pages), [problem for check in CHECKS for problem in check(path, pages)], layout.problems(path, pages)


def main(folders: list[str]) -> int:
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.pdf"))
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(examine, paths))
    for path, _, problems, notes in results:
        for problem in problems:
            print(f"{path}: {problem}")
        for note in notes:
            print(f"{path}: to look at: {note}")
    pages = sum(count for _, count, _, _ in results)
    wrong = sum(bool(problems) for _, _, problems, _ in results)
    print(f"{len(paths)} PDF files, {pages} pages: {wrong} files with problems")
    return 1 if wrong or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
