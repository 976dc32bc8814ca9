#!/usr/bin/env python3
"""Reads every word that is printed, with the dictionary of its language.

Usage: check.py KITS

Checks the words of the program (`host/words`), those of the formats (`formats/*/<language>.toml`), the handout
templates, which say nothing themselves, and every page, PDF and Markdown file of the kits in KITS. A word that hunspell
does not know in the language of its text is misspelt or of another language: it is told with its place, and the end is
1. What no dictionary has, and is right, stands beside this program, in `any.txt` for all languages and in
`<language>.txt`: proper nouns, acronyms and terms, each line with its reason. Names of the people, places and blocks of the example workshops are read from
their files.
"""

import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import texts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DICTIONARIES = {"fr": "fr_FR", "en": "en_GB", "es": "es_ES", "de": "de_DE"}
# Keys that are in no document: what the language is and how it is set; help of the command line and comments in
# templates, full of names of options and keys.
SILENT = ("language.", "typography.", "patterns.", "cli.", "theme.")
# Letters, and marks inside a word. Not what touches a number, such as 1er and CO2, or was cut short by three dots.
WORD = re.compile(r"(?<![\d²³])[^\W\d_²³]+(?:['’·\-‑][^\W\d_²³]+)*(?![\w…²³])")
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|presqu|aujourd)['’]", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


@cache
def dictionary(language):
    name = DICTIONARIES[language]
    found = subprocess.run(["hunspell", "-D"], input="", capture_output=True, text=True).stderr
    if name not in {Path(line).name for line in found.splitlines() if "/" in line}:
        sys.exit(f"hunspell has no dictionary {name}")
    return name


def unknown(words, language):
    """Those of these words that the dictionary does not have."""
    if not words:
        return set()
    ordered = sorted(words)
    run = subprocess.run(
        ["hunspell", "-L", "-i", "utf-8", "-d", dictionary(language)],
        input="".join(f"{word}\n" for word in ordered), check=True, capture_output=True, text=True,
    )
    return set(run.stdout.splitlines())


def parts(word, language):
    """A word as a dictionary may have it in pieces: without elision, possessive or inclusive ending, each half of a
    compound."""
    if language == "fr":
        while ELIDED.match(word):
            word = ELIDED.sub("", word)
        word = word.split("·")[0]
    if language == "en":
        word = POSSESSIVE.sub("", word)
    return [part for part in re.split(r"['’·\-‑]", word) if len(part) > 1]


def listed(language):
    """The words of the lists beside this program: those of all languages, and those of this one."""
    words = set()
    for path in [HERE / "any.txt", HERE / f"{language}.txt"]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            word, _, reason = line.partition("#")
            if word.strip() and not reason.strip():
                sys.exit(f"{path}:{number}: say why `{word.strip()}` is right: `word  # reason`")
            words.update(word.split())
    return words


def names_of_examples():
    """Proper nouns of the example workshops: who, where, and the files of names."""
    found = []
    for path in ROOT.glob("examples/*/*.toml"):
        # A time such as 13:30 is TOML of a version that Python does not read yet.
        text = path.read_text()
        for key in ("place", "facilitators", "lead", "hosts"):
            found += re.findall(rf"\b{key}\s*=\s*(\[[^\]]*\]|\"[^\"]*\")", text)
        found += [file.read_text() for file in path.parent.glob("*.csv")]
    return {word for text in found for word in WORD.findall(text)}


def sources(kits):
    for path in sorted(ROOT.glob("host/words/**/*.toml")):
        yield from texts.of_words(path, SILENT)
    for path in sorted(ROOT.glob("formats/*/*.toml")):
        if path.name != "format.toml":
            yield from texts.of_words(path)
    for kit in sorted(kits.iterdir()):
        if (kit / "plan.json").exists():
            yield from texts.of_kit(kit)


def check(found, allowed):
    """Prints the words that are wrong, each with its first places. How many there are."""
    places = defaultdict(lambda: defaultdict(list))
    for place, language, text in found:
        for word in WORD.findall(text.replace("\u00ad", "")):
            places[language][word].append(place)
    count = 0
    for language, words in sorted(places.items()):
        if language not in DICTIONARIES:
            sys.exit(f"no dictionary is known for the language {language}: {next(iter(words.values()))[0]}")
        listed_here = allowed[language]
        left = {word for word in words if word not in listed_here and len(word) > 1}
        straight = {word: word.replace("’", "'").replace("‑", "-") for word in left}
        wrong = unknown(set(straight.values()), language)
        left = {word for word in left if straight[word] in wrong}
        pieces = {word: [p for p in parts(word, language) if p not in listed_here] for word in left}
        wrong = unknown({piece for all in pieces.values() for piece in all}, language)
        for word in sorted(left, key=str.casefold):
            if any(piece in wrong for piece in pieces[word]):
                where = sorted(set(words[word]))
                more = f" and {len(where) - 1} more" if len(where) > 1 else ""
                print(f"{language}: {word}  ({where[0]}{more})")
                count += 1
    return count


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    kits = Path(sys.argv[1])
    names = names_of_examples()
    allowed = {language: listed(language) | names for language in DICTIONARIES}

    # What is planted must be found: a misspelt word and one of another language, behind an elision too.
    planted = [
        ("planted", "fr", "la journéee, l’workshop de l’équipe d’aujourd’hui"),
        ("planted", "en", "the wrokshop and the déroulé, everybody’s well-known"),
        ("planted", "es", "la sesion del Tisch"),
        ("planted", "de", "Die Grupe und la mesa"),
    ]
    for text in planted:
        print("planted, to be found:")
        if check([text], allowed) != 2:
            sys.exit(f"what is planted is not found: {text}")

    print("checking")
    everything = list(sources(kits))
    count = check(everything, allowed)
    for path in sorted([*ROOT.glob("formats/*/handouts/*.md"), *ROOT.glob("host/theme/documents/*.md")]):
        for word in texts.literal(path):
            print(f"{path}: `{word}` is in no language: it belongs in the words")
            count += 1
    print(f"{len(everything)} texts, {count} wrong words")
    sys.exit(count > 0)


if __name__ == "__main__":
    main()
