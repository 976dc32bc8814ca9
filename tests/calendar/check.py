"""Reads every calendar in the folders it is given as a strict reader does.

Usage: check.py FOLDER...

A calendar is sound when it is one and is written back unchanged, every event has what RFC 5545 asks for, and every
time zone that it names is defined in it, with the rules of the zone's own clocks. The check itself is tried first, on
a calendar with one defect after the other. Says what is wrong file by file, then one line of summary.
"""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar.parser import Contentlines

REQUIRED = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY")

SOUND = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:20261025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@x
DTSTAMP:20261112T000000Z
DTSTART;TZID=Europe/Paris:20261112T133000
DTEND;TZID=Europe/Paris:20261112T170000
SUMMARY:X
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

# What is replaced, by what, and what the problem that names it contains.
DEFECTS = [
    (b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0200", "is not that of its zone"),
    (b"UID:1@x\r\n", b"", "no UID"),
    (b"TZID:Europe/Paris", b"TZID:Europe/Berlin", "is not defined"),
    (b"20261112T170000", b"20261112T120000", "ends before it starts"),
    (b"T170000", b"T250000", "DTEND"),
    (b"\r\n", b"\n", "line ends"),
    (b"SUMMARY:X", b"SUMMARY:" + b"X" * 80, "octets"),
    (b"END:VEVENT\r\n", b"", "no calendar"),
]


def problems(data: bytes) -> list[str]:
    found = []
    if data.replace(b"\r\n", b"").count(b"\n") or not data.endswith(b"\r\n"):
        found.append("its line ends are not CR LF")
    found += [f"a line of {len(line)} octets" for line in data.split(b"\r\n") if len(line) > 75]
    try:
        calendar = Calendar.from_ical(data)
    except ValueError as error:
        return [*found, f"no calendar: {error}"]
    for component in calendar.walk():
        found += [f"{component.name}: {name}: {error}" for name, error in component.errors]
    if found:
        return found
    if sorted(unfolded(calendar.to_ical(sorted=False))) != sorted(unfolded(data)):
        found.append("it is not written back as it was read")
    zones = {zone["TZID"]: zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE") if isinstance(zone, Timezone)}
    events = calendar.walk("VEVENT")
    for event in events:
        found += [f"an event has no {name}" for name in REQUIRED if name not in event]
        if "DTSTART" in event and "DTEND" in event:
            found += times(event, zones)
    if not events:
        found.append("it has no event")
    return found


def times(event, zones) -> list[str]:
    found = []
    for name in ("DTSTART", "DTEND"):
        zone = event[name].params.get("TZID")
        if zone is None:
            continue
        if zone not in zones:
            found.append(f"the time zone {zone} is not defined")
            continue
        clock = event[name].dt.replace(tzinfo=None)
        told = clock.replace(tzinfo=zones[zone]).utcoffset()
        if told != clock.replace(tzinfo=ZoneInfo(zone)).utcoffset():
            found.append(f"{name}: the offset {told} is not that of its zone {zone}")
    if event["DTEND"].dt <= event["DTSTART"].dt:
        found.append("an event ends before it starts")
    return found


def unfolded(data: bytes) -> list[str]:
    return [str(line) for line in Contentlines.from_ical(data.decode()) if line]


def main(folders: list[str]) -> int:
    missed = [expected for old, new, expected in DEFECTS
              if not any(expected in problem for problem in problems(SOUND.replace(old, new)))]
    missed += [f"nothing: {problem}" for problem in problems(SOUND)]
    for expected in missed:
        print(f"the check does not find: {expected}")
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.ics"))
    wrong = 0
    for path in paths:
        found = problems(path.read_bytes())
        wrong += bool(found)
        for problem in found:
            print(f"{path}: {problem}")
    print(f"{len(DEFECTS)} planted defects: {len(missed)} missed; {len(paths)} calendars: {wrong} with problems")
    return 1 if missed or wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
