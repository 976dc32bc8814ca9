"""The cases of the library: every format for its least, best and largest group and one that is hard to divide; for the
best group in large print as well."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("fr", "en")

# A workshop starts then, and has this long a day to find the length that suits the group.
START, LATEST = "06:00", "23:55"

# What a facilitator would ask: as long as a question gets. The smallest group and the largest have none, and leave
# room to write it.
QUESTIONS = {
    "fr": "Que pouvons-nous changer ici, dès cet été, dans nos usages numériques, pour que tout le monde en profite ?",
    "en": "What can we change here, this very summer, in the way we use digital services, so that everybody gains?",
}

WORKSHOP = """\
title = "{title}"
language = "{language}"
people = {people}
start = {start}
end = {end}
print = "{print}"

[[block]]
format = "{format}"
"""


@dataclass(frozen=True)
class Case:
    format: str
    people: int
    language: str
    question: bool
    print: str = "normal"

    def __str__(self) -> str:
        return f"{self.format}-{self.people}-{self.language}" + ("" if self.print == "normal" else f"-{self.print}")

    def workshop(self, end: str) -> str:
        text = WORKSHOP.format(
            title=f"{self.format}, {self.people}",
            language=self.language,
            people=self.people,
            start=START,
            end=end,
            print=self.print,
            format=self.format,
        )
        return text + f'settings = {{ question = "{QUESTIONS[self.language]}" }}\n' if self.question else text


def formats(atelier: Path) -> list[dict]:
    output = subprocess.run([atelier, "formats", "list", "--json"], capture_output=True, text=True, check=True).stdout
    return json.loads(output)["formats"]


def cases(format: dict) -> Iterator[Case]:
    people = format["people"]
    asked = "question" in format["settings"]
    least, best, most = people["min"], people["ideal"], people["max"]
    for count in dict.fromkeys((least, best, awkward(best, most), most)):
        for language in LANGUAGES:
            yield Case(format["id"], count, language, asked and count not in (least, most))
    for language in LANGUAGES:
        yield Case(format["id"], best, language, asked, "large")


def awkward(best: int, most: int) -> int:
    """A prime number of people, just above the best group, or below where that is the largest."""
    above = (count for count in range(best + 1, most + 1) if is_prime(count))
    below = (count for count in range(best - 1, 1, -1) if is_prime(count))
    return next(above, None) or next(below, best)


def is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
