"""What validators let pass: an empty parent tree, text that no tag holds, headings out of order."""

import re
import subprocess
from pathlib import Path

import pikepdf


def problems(path: Path, _pages: list) -> list[str]:
    return parent_tree(path) + headings(path)


def parent_tree(path: Path) -> list[str]:
    """Every page with marked content finds each piece of it in the parent tree: readers start from there."""
    found = []
    with pikepdf.open(path) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is None or "/ParentTree" not in root:
            return ["structure: no parent tree"]
        parents = pikepdf.NumberTree(root.ParentTree)
        for number, page in enumerate(pdf.pages, 1):
            content = b"".join(stream.read_bytes() for stream in contents(page))
            pieces = len(re.findall(rb"/MCID\s+\d+", content))
            key = page.obj.get("/StructParents")
            known = len(parents[int(key)]) if key is not None and int(key) in parents else 0
            if pieces != known:
                found.append(f"structure: page {number} has {pieces} tagged pieces, the parent tree {known}")
    return found


def contents(page: pikepdf.Page) -> list:
    content = page.obj.Contents
    return list(content) if isinstance(content, pikepdf.Array) else [content]


def headings(path: Path) -> list[str]:
    """The headings are those of the HTML page of the same document, in its order."""
    page = path.with_suffix(".html")
    if not page.exists():
        return []
    html = re.sub(r"<(style|script|head)\b.*?</\1>", "", page.read_text("utf-8"), flags=re.S)
    # Titles of tags are printed in an encoding of their own.
    tree = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True).stdout
    tree = tree.decode("utf-8", "replace")
    printed = [words("".join(text)) for text in printed_headings(tree)]
    shown = [words(re.sub(r"<[^>]+>", " ", text)) for text in re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", html, re.S)]
    # Some parts are only printed and some only shown: compare what both have, the title at least.
    both = set(printed) & set(shown)
    if not both:
        return [f"structure: none of the headings {shown} is tagged as one"]
    in_order = lambda texts: list(dict.fromkeys(text for text in texts if text in both))
    if in_order(printed) != in_order(shown):
        return [f"structure: headings are read as {in_order(printed)}, the page has {in_order(shown)}"]
    return []


def printed_headings(tree: str) -> list[list[str]]:
    """The texts of each heading of a structure tree: the quoted lines that stand deeper than it."""
    found, depth = [], None
    for line in tree.splitlines():
        indent, content = len(line) - len(line.lstrip()), line.strip()
        if depth is not None and indent <= depth:
            depth = None
        if re.match(r"H[1-6]\b.*\(block\)", content):
            found.append([])
            depth = indent
        elif depth is not None and content.startswith('"'):
            found[-1].append(content)
    return found


def words(text: str) -> str:
    return "".join(re.findall(r"\w", text))
