"""Opens every ODT and DOCX file in a folder with LibreOffice, and compares it with what it was made from.

Usage: check.py FOLDER, in which every file has a Markdown file of the same name beside it

LibreOffice turns each file into a PDF. That has to hold every word of the Markdown, a page at least, and the title of
the document. The check is tried first on a file that is cut short. Says what is wrong file by file, then one line of
summary.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

WORD = re.compile(r"[^\W\d_]{3,}")
# What Markdown says over asides and over words to read aloud; the word processor shows it.
LABEL = re.compile(r"^> \*\*.*\*\*$", re.MULTILINE)
# What Markdown lists, each line from an hour on, and paper has as a table of the same with other words.
LISTED = re.compile(r"^- \d.* · .*$", re.MULTILINE)


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def printed(paths: list[Path], folder: Path) -> None:
    """Turns files into PDF, in a folder, each with its own ending before `.pdf`."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for ending in sorted({path.suffix for path in paths}):
        of_kind = [path for path in paths if path.suffix == ending]
        for parent in sorted({path.parent for path in of_kind}):
            out = folder / parent.name / ending[1:]
            files = [path for path in of_kind if path.parent == parent]
            run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", out, *files)


def problems(path: Path, pdf: Path) -> list[str]:
    if not pdf.exists():
        return ["LibreOffice does not open it"]
    # A line that ends with a hyphen goes on in the next.
    text = re.sub(r"-\n", "-", run("pdftotext", "-raw", pdf, "-"))
    wanted = LISTED.sub("", LABEL.sub("", path.with_suffix(".md").read_text()))
    missing = sorted(set(WORD.findall(wanted)) - set(WORD.findall(text)))
    found = [f"it has no {', '.join(missing[:10])}"] if missing else []
    if "Title:" not in run("pdfinfo", pdf):
        found.append("it has no title")
    return found


def main(folder: Path) -> int:
    paths = sorted(path for ending in ("odt", "docx") for path in folder.rglob(f"*.{ending}"))
    wrong = 0
    with tempfile.TemporaryDirectory() as made:
        made = Path(made)
        printed(paths, made)
        for path in paths:
            found = problems(path, made / path.parent.name / path.suffix[1:] / f"{path.stem}.pdf")
            wrong += bool(found)
            for problem in found:
                print(f"{path}: {problem}")
        cut = made / "cut" / "cut.odt"
        cut.parent.mkdir()
        cut.write_bytes(paths[0].read_bytes()[:2000] if paths else b"")
        cut.with_suffix(".md").write_text("unfindable")
        printed([cut], made)
        found = problems(cut, made / "cut" / "odt" / "cut.pdf")
    print(f"{len(paths)} files: {wrong} with problems; a file cut short: {'found' if found else 'MISSED'}")
    return 1 if wrong or not paths or not found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
