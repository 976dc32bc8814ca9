"""What nobody should read on a sheet: keys and marks of templates, values that are none, the other language."""

import re

# Marks of a template, and keys of words that were never looked up.
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|:::|\b(?:undefined|NaN|null)\b"
    r"|\b(?:steps|labels|handouts|settings|problems|columns|seatings|roles|supplies|canvases|card)\.[a-z][\w.-]*"
)
# Numbers and lists as programs write them.
VALUES = re.compile(r"\b\d+\.\d{3,}\b|\[\]|\[\"|\{\"")

# Words that no sentence of the other language can do without, and that its own never has.
FOREIGN = {
    "fr": ("the", "and", "with", "your", "you", "this", "that", "each", "of", "is", "are", "from", "they"),
    "en": ("le", "la", "les", "des", "une", "est", "dans", "vous", "nous", "qui", "avec", "chaque", "ou", "et"),
}


# The check itself is tried first: texts that are sound, and texts with one defect.
SOUND = (("fr", "# Le tour\n\nÀ chaque personne : 1,5 carte, de 9 h à 10 h."), ("en", "# The round\n\nFor 1,234.5 people."))
PLANTED = (
    ("fr", "Groupe {{ number }}"),
    ("fr", "Titre : steps.round.title"),
    ("fr", "undefined personnes"),
    ("en", "0.30000000000000004 cards"),
    ("fr", "Pour vous : []"),
    ("fr", "Write your name with a marker"),
    ("en", "Écrivez votre prénom sur la carte"),
    ("en", "The guests\n\n## \n\nAnn"),
    ("en", "  "),
)


def missed() -> list[str]:
    """Planted defects that are not found, and sound texts in which something is."""
    wrong = [text for language, text in SOUND if problems(text, language)]
    return wrong + [text for language, text in PLANTED if not problems(text, language)]


def problems(text: str, language: str) -> list[str]:
    found = [f"says `{match[0]}`" for pattern in (LEFTOVERS, VALUES) for match in pattern.finditer(text)]
    found += [f"is empty after `{match[1].strip()}`" for match in re.finditer(r"^#+ *$\n*(.*)", text, re.MULTILINE)]
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    foreign = [word for word in FOREIGN[language] if word in words]
    if foreign:
        found.append(f"is not all in its language: {', '.join(foreign)}")
    if not words:
        found.append("is empty")
    return list(dict.fromkeys(found))
