"""Makes the kit of one case, and says what is wrong with it."""

import html
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import text
from cases import LATEST, Case

sys.path.append(str(Path(__file__).parents[1] / "pdf"))
import layout
import standards
import structure

OUTPUTS = (".pdf", ".html", ".md")
# Nobody reads these on a screen.
ONLY_PRINTED = ("badges.pdf",)


@dataclass
class Found:
    case: Case
    documents: int = 0
    pages: int = 0
    problems: list[str] = field(default_factory=list)


def examine(atelier: Path, case: Case, folder: Path, thorough: bool) -> Found:
    """With the validators of the standards if it has to be `thorough`: they take long, and layout tells them little."""
    found = Found(case)
    file, kit = folder / f"{case}.toml", folder / str(case)
    try:
        file.write_text(case.workshop(LATEST), "utf-8")
        file.write_text(case.workshop(end(run(atelier, "plan", file, "--json"))), "utf-8")
        run(atelier, "kit", file, "-o", kit, "--output", "pdf,html,markdown", "--force")
        plan = json.loads((kit / "plan.json").read_text("utf-8"))
    except subprocess.CalledProcessError as error:
        found.problems.append(f"no kit: {error.stderr.strip()}")
        return found
    for document in plan["documents"]:
        pdf = kit / document["path"]
        outputs = OUTPUTS[:1] if pdf.name in ONLY_PRINTED else OUTPUTS
        paths = [pdf.with_suffix(output) for output in outputs]
        problems = [f"there is no {path.name}" for path in paths if not path.exists()]
        if not problems:
            found.documents += 1
            pages = layout.read(pdf)
            found.pages += len(pages)
            problems = printed(pdf, pages, case, thorough)
            problems += [problem for path in paths[1:] for problem in shown(path, case)]
        found.problems += [f"{document['path']}: {problem}" for problem in problems]
    if not found.documents:
        found.problems.append("no document")
    return found


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def end(plan: str) -> str:
    """When the block ends at the length that suits the group: the day is made as long."""
    return json.loads(plan)["days"][0]["blocks"][0]["end"]


def printed(path: Path, pages: list[layout.Page], case: Case, thorough: bool) -> list[str]:
    problems = layout.problems(path, pages)
    problems += [f"page {number} is blank" for number, page in enumerate(pages, 1) if not page.words]
    words = " ".join(word.text for page in pages for word in page.words)
    problems += [f"the PDF {problem}" for problem in text.problems(words, case.language)]
    if thorough:
        problems += standards.problems(path, pages) + structure.problems(path, pages)
    return problems


def shown(path: Path, case: Case) -> list[str]:
    content = path.read_text("utf-8")
    if path.suffix == ".html":
        content = re.sub(r"<(style|script|head|svg)\b.*?</\1>", " ", content, flags=re.DOTALL)
        content = html.unescape(re.sub(r"<[^>]+>", " ", content))
    return [f"{path.name} {problem}" for problem in text.problems(content, case.language)]
