"""Makes the kit of every format of the library for groups of several sizes, in every language, and looks at it.

Usage: check.py ATELIER FOLDER [FORMAT...]

FOLDER receives the kits. Says what is wrong case by case, one line for each format, then one line of summary. Fails
when anything is wrong, and when a case was not tried.
"""

import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import kit
import text
from cases import LANGUAGES, cases, formats


def main(atelier: Path, folder: Path, wanted: list[str]) -> int:
    for missed in text.missed():
        print(f"the check of words is wrong about: {missed!r}")
    library = [format for format in formats(atelier) if not wanted or format["id"] in wanted]
    folder.mkdir(parents=True, exist_ok=True)
    expected, found = {}, defaultdict(list)
    with ProcessPoolExecutor() as pool:
        for format in library:
            tried = list(cases(format))
            expected[format["id"]] = len(tried)
            # Standards do not depend on how many people come: one group, one language.
            best = format["people"]["ideal"]
            thorough = next(case for case in tried if (case.people, case.language) == (best, LANGUAGES[0]))
            found[format["id"]] = [pool.submit(kit.examine, atelier, case, folder, case == thorough) for case in tried]
        wrong = 0
        for id, futures in found.items():
            results = [future.result() for future in futures]
            for result in results:
                for problem in result.problems:
                    print(f"{result.case}: {problem}")
            bad = sum(bool(result.problems) for result in results)
            wrong += bad
            sizes = ", ".join(str(count) for count in dict.fromkeys(result.case.people for result in results))
            pages = sum(result.pages for result in results)
            print(f"{id}: {len(results)} kits for {sizes} people, {pages} pages: {bad} with problems", flush=True)
    tried = sum(map(len, found.values()))
    print(f"{len(library)} formats, {tried} kits: {wrong} with problems")
    return 1 if wrong or text.missed() or not library or tried != sum(expected.values()) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3:]))
