"""A lean coffee: as many topics as the minutes allow. What a request and an answer hold: `atelier plugin contract`."""

import json
from dataclasses import replace
from math import ceil

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.planning import (
    Cut,
    Draft,
    Handout,
    Play,
    Problem,
    Role,
    Seating,
    Sheet,
    Span,
    Step,
    Supply,
)

MINUTE = 60
FEWEST_PEOPLE = 3
LARGEST_TABLE = 12
GOOD_TABLE = 7
# Talks of one topic, in minutes: long enough for the bell two minutes before the end, short enough to stay awake.
TALK = (5, 7, 9)
FEWEST_TOPICS, MOST_TOPICS = 2, 8
CARDS_EACH = 2
CARDS_ON_A_SHEET = 8


def split(people):
    """The tables: one, or several of about seven. Sizes differ by one at most, the larger ones first."""
    tables = 1 if people <= LARGEST_TABLE else round(people / GOOD_TABLE)
    small, larger = divmod(people, tables)
    return [small + 1] * larger + [small] * (tables - larger)


def step(id, minutes, args, text=None, cut=None):
    """A step at the tables, of so many minutes at least, at best and at most."""
    least, ideal, most = (each * MINUTE for each in minutes)
    play = Play("tables", 1)
    return Step(id, text or id, json.dumps(args), least, ideal, most, 1, cut, play, "null", "")


def around(sizes):
    """The steps before and after the talks. Where each person has a turn, the largest table sets the pace."""
    most, tables = sizes[0], len(sizes)
    before = [
        step("write", (3, 4, 7), {"tables": tables}),
        step("present", (ceil(most / 3), ceil(most / 2), most), {"most": most}),
        step("vote", (2, 2, 4), {}),
    ]
    after = [step("takeaway", (2, ceil(most / 3) + 1, most), {}, cut=Cut(1, MINUTE))]
    if tables > 1:
        after.append(step("share", (ceil(tables / 2), tables, 2 * tables), {"tables": tables}, cut=Cut(2, 0)))
    return before, after


def total(steps, time):
    return sum(getattr(each, time) for each in steps)


def most_topics(sizes):
    """No more than the smallest table has cards."""
    return min(MOST_TOPICS, CARDS_EACH * sizes[-1])


def span(sizes):
    """From two short talks to as many long ones as there may be: in between every length can be had."""
    before, after = around(sizes)
    least, ideal, most = (total(before + after, time) for time in ("min", "ideal", "max"))
    usual = min(5, most_topics(sizes))
    return Span(
        least + FEWEST_TOPICS * TALK[0] * MINUTE,
        ideal + usual * TALK[1] * MINUTE,
        most + most_topics(sizes) * TALK[2] * MINUTE,
        "",
    )


def talks(others, sizes, seconds):
    """How many topics, and how long each: near seven minutes, and so that the other steps are near their ideal."""
    options = [
        (count, length * MINUTE)
        for count in range(FEWEST_TOPICS, most_topics(sizes) + 1)
        for length in range(TALK[0], TALK[2] + 1)
        if total(others, "min") <= seconds - count * length * MINUTE <= total(others, "max")
    ]

    def strain(option):
        count, length = option
        return abs(seconds - count * length - total(others, "ideal")) + count * abs(length - TALK[1] * MINUTE)

    return min(options, key=strain)


def fill(steps, seconds):
    """Gives each step its time: from its least, a minute in turn, to its ideal first and then to its most."""
    times = [each.min for each in steps]
    left = seconds - sum(times)
    for ends in ([each.ideal for each in steps], [each.max for each in steps]):
        while left > 0 and times != ends:
            for index, end in enumerate(ends):
                more = max(0, min(MINUTE, left, end - times[index]))
                times[index] += more
                left -= more
    return [replace(each, ideal=time) for each, time in zip(steps, times)]


def timed(sizes, question, seconds):
    """The steps, and how many topics there is time for."""
    before, after = around(sizes)
    before[0] = replace(before[0], args=json.dumps({"question": question, "tables": len(sizes)}))
    count, length = talks(before + after, sizes, seconds)
    filled = fill(before + after, seconds - count * length)
    before, after = filled[: len(before)], filled[len(before) :]
    if len(sizes) > 1:
        after[-1] = replace(after[-1], args=json.dumps({"each": after[-1].ideal // len(sizes)}))
    minutes = (TALK[0], length // MINUTE, TALK[2])
    topics = [
        step(f"talk-{topic}", minutes, {"topic": topic, "topics": count}, "talk") for topic in range(1, count + 1)
    ]
    return before + topics + after, count


def handout(id, data, audience="table", paper="a4", copies=1):
    return Handout(id, id, audience, paper, copies, False, json.dumps(data), "")


def refuse_too_few(people):
    if people < FEWEST_PEOPLE:
        args = json.dumps({"people": people, "least": FEWEST_PEOPLE, "instead": []})
        raise Err([Problem("error", "people", "too-few", args, None, "")])


class Planning(exports.Planning):
    def lengths(self, request):
        refuse_too_few(request.people)
        return [span(split(request.people))]

    def plan(self, request):
        refuse_too_few(request.people)
        question = json.loads(request.settings).get("question")
        sizes = split(request.people)
        steps, topics = timed(sizes, question, request.seconds)
        columns = ["topic", "kept", "next"]
        # The number of its table stands before each topic, where there are several.
        tables = [[str(table)] for table in range(1, len(sizes) + 1)] if len(sizes) > 1 else [[]]
        rows = [table + [""] * len(columns) for table in tables for _ in range(topics)]
        cards = CARDS_EACH * request.people
        return Draft(
            steps=steps,
            seatings=[
                Seating("tables", "plain", sizes, 1, None, [Role("timekeeper", 1, False, "")], [], [], 0, ""),
            ],
            handouts=[
                handout("topics", None, copies=ceil(cards / CARDS_ON_A_SHEET)),
                handout("kanban", {"question": question}, paper="a3-landscape"),
                handout("notes", {"topics": topics}),
            ],
            supplies=[
                Supply("marker", request.people, "piece", True, ""),
                Supply("scissors", 1, "piece", True, ""),
                Supply("timer", len(sizes), "piece", True, ""),
            ],
            sheets=[Sheet("topics", columns if len(sizes) == 1 else ["table", *columns], rows, "")],
            warnings=[],
            extra="",
        )
