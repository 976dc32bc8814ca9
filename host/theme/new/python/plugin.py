"""Three rounds in pairs, or two when time is short. What a request and an answer hold: `atelier plugin contract`.

What `print` writes is shown when a call fails; an exception is shown with its line."""

import json
from dataclasses import replace

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.planning import Draft, Handout, Play, Problem, Seating, Sheet, Span, Step, Supply

FEWEST = 4
MINUTE = 60


def step(id, text, least, ideal, most, args=None, play=None):
    """A step that lasts `least` to `most` minutes. Its words stand under [steps.<text>]."""
    times = (least * MINUTE, ideal * MINUTE, most * MINUTE)
    return Step(id, text, json.dumps(args or {}), *times, 1, None, play, "null", "")


def script(rounds, question):
    talks = [
        step(f"talk-{n}", "talk", 4, 5, 8, {"round": n}, Play("pairs", n)) for n in range(1, rounds + 1)
    ]
    return [step("welcome", "welcome", 2, 3, 5, {"question": question}), *talks, step("harvest", "harvest", 1, 3, 10)]


def scripts(request):
    """The best first."""
    if request.people < FEWEST:
        args = json.dumps({"people": request.people, "least": FEWEST, "instead": []})
        raise Err([Problem("error", "people", "too-few", args, None, "")])
    question = json.loads(request.settings).get("question")
    return script(3, question), script(2, question)


def span(steps):
    return Span(sum(s.min for s in steps), sum(s.ideal for s in steps), sum(s.max for s in steps), "")


def fill(steps, seconds):
    """Gives the seconds that are left to the steps in turn, a minute each, from their least."""
    times = [s.min for s in steps]
    left = seconds - sum(times)
    while left > 0:
        for i, s in enumerate(steps):
            more = min(MINUTE, left, s.max - times[i])
            times[i] += more
            left -= more
    return [replace(s, ideal=time) for s, time in zip(steps, times)]


def pairs(people):
    """Two by two; the last one left over makes a three."""
    sizes = [2] * (people // 2)
    sizes[0] += people % 2
    return sizes


class Planning(exports.Planning):
    def lengths(self, request):
        three, two = (span(steps) for steps in scripts(request))
        # Where both could last as long, it is three rounds.
        most = min(two.max, three.min - MINUTE)
        return [replace(two, ideal=min(two.ideal, most), max=most), three]

    def plan(self, request):
        three, two = scripts(request)
        steps = fill(three if request.seconds >= span(three).min else two, request.seconds)
        sizes = pairs(request.people)
        rounds = sum(1 for s in steps if s.play)
        return Draft(
            steps=steps,
            seatings=[Seating("pairs", "plain", sizes, rounds, None, [], [], [], 0, "")],
            handouts=[Handout("card", "card", "participant", "a4", 1, False, "null", "")],
            supplies=[Supply("pen", request.people, "piece", True, "")],
            sheets=[Sheet("heard", ["heard"], [[""] for _ in sizes], "")],
            warnings=[],
            extra="",
        )
