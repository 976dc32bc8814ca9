"""PDF/UA-1 and PDF/A-2a, as far as free validators check them, and the file format itself.

Two validators, because each misses what the other finds. Neither proves conformance.
"""

import subprocess
from pathlib import Path

import page as page_validation
import pdfua

PROFILES = ("ua1", "2a")

# A thousand cards are a thousand siblings: more references in a row than the default allows.
LIMITS = page_validation.SafetyLimits(max_reference_depth=20_000)

# Takes a compressed stream whose last byte is a line end for too long a one; qpdf knows better.
DOUBTFUL_RULES = {"PDFA2A-STREAM-LENGTH-001"}

# A rule that stops with an error of its own on every file that has headings.
BROKEN_RULES = {"UA-14-001"}


def problems(path: Path, _pages: list) -> list[str]:
    found = []
    qpdf = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    if qpdf.returncode != 0:
        found.append(f"qpdf: {(qpdf.stdout + qpdf.stderr).strip()}")
    for profile in PROFILES:
        report = page_validation.validate_pdf(str(path), profile=profile, limits=LIMITS)
        for failure in report.failures:
            if qpdf.returncode != 0 or failure.rule_id not in DOUBTFUL_RULES:
                found.append(f"{profile} {failure.rule_id}: {failure.message}")
    report = pdfua.validate(str(path))
    found += [f"pdfua {finding.rule_id}: {finding.message}" for finding in report.findings]
    skipped = {outcome.rule_id for outcome in report.skipped} - BROKEN_RULES
    found += [f"pdfua {rule}: was not checked" for rule in sorted(skipped)]
    return found
