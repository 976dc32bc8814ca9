"""Where texts come from: words files, handout templates, and the documents of kits. Each is (place, language, text)."""

import json
import re
import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path

# The texts that a template chooses from: `one="# card"`, and what `{% set one, other = "a", "b" %}` names.
CHOSEN = re.compile(r'\b(?:zero|one|two|few|many|other)\s*=\s*"([^"]*)"')
SET = re.compile(r"\{%-?\s*set [^=]*=(.*?)%\}", re.DOTALL)
TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[a-z_]+\}", re.DOTALL)
CODE = re.compile(r"`[^`]*`")
ADDRESS = re.compile(r"\S+@\S+|\S*://\S+|\bwww\.\S+|\S+\.(?:toml|csv|pdf|html|md|json|ics|svg|png|wasm|rs|js|py)\b")


def plain(text):
    """A template without what is not text."""
    chosen = CHOSEN.findall(text)
    for values in SET.findall(text):
        chosen += re.findall(r'"([^"]*)"', values)
    return "\n".join([ADDRESS.sub(" ", CODE.sub(" ", TEMPLATE.sub(" ", text))), *chosen])


def flat(table, prefix=""):
    """The texts of a words file by key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            for text in value if isinstance(value, list) else [value]:
                yield prefix + key, text


def of_words(path, skipped=()):
    """The texts of one words file, whose name is its language. What a setting is told is in no language."""
    language = path.stem
    manifest = path.with_name("format.toml")
    settings = tomllib.loads(manifest.read_text()).get("settings", {}) if manifest.exists() else {}
    for key, text in flat(tomllib.loads(path.read_text())):
        if not key.startswith(tuple(skipped)):
            if key.startswith("settings."):
                for value in [*settings, *settings.get(key.removeprefix("settings."), {}).get("choices", []), "true", "false"]:
                    text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", " ", text)
            yield f"{path}: {key}", language, plain(text)


def literal(path):
    """What a handout template says in no language: nothing, if it is as it should be."""
    text = TEMPLATE.sub(" ", path.read_text())
    text = re.sub(r"^\s*:{3,}.*$|\]\([^)]*\)", " ", text, flags=re.MULTILINE)
    return re.findall(r"[^\W\d_]{2,}", CODE.sub(" ", text))


class Page(HTMLParser):
    """The texts of a page, each in the language of the element that it stands in."""

    VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr"}
    INLINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "small", "span", "strong", "sub", "sup"}

    def __init__(self):
        super().__init__()
        self.open = []
        self.texts = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        before = self.open[-1][1:] if self.open else (None, False)
        language = attrs.get("lang", before[0])
        hidden = before[1] or tag in ("style", "script", "code")
        if tag not in self.INLINE:
            self.texts.append((language, "\n"))
        for name in ("alt", "title", "aria-label", "placeholder", "content"):
            if attrs.get(name) and (name != "content" or attrs.get("name") == "description"):
                self.texts.append((language, f"\n{attrs[name]}\n"))
        if tag not in self.VOID:
            self.open.append((tag, language, hidden))

    def handle_endtag(self, tag):
        while self.open:
            closed = self.open.pop()[0]
            if closed == tag:
                break
        if tag not in self.INLINE:
            self.texts.append((None, "\n"))

    def handle_data(self, data):
        if self.open and not self.open[-1][2]:
            self.texts.append((self.open[-1][1], data))


def of_page(path):
    page = Page()
    page.feed(path.read_text())
    by_language = {}
    for language, text in page.texts:
        for own in [language] if language else list(by_language):
            by_language[own] = by_language.get(own, "") + text
    for language, text in by_language.items():
        yield str(path), language, ADDRESS.sub(" ", text)


def of_pdf(path, language):
    """A PDF is read as a whole in one language: those with parts in another have a page too, which is read part by
    part."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    yield str(path), language, ADDRESS.sub(" ", text)


def of_markdown(path, language):
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", path.read_text())
    yield str(path), language, ADDRESS.sub(" ", CODE.sub(" ", text)).replace("\\", "")


def of_kit(kit):
    language = json.loads((kit / "plan.json").read_text())["language"]
    for path in sorted(kit.rglob("*")):
        if path.suffix == ".html":
            yield from of_page(path)
        elif path.suffix == ".pdf" and path.name != "print-all.pdf":
            yield from of_pdf(path, language)
        elif path.suffix == ".md":
            yield from of_markdown(path, language)
