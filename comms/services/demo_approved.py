"""What every clinic's templates begin with, as WhatsApp has approved it for a demo clinic: in all languages."""

from collections.abc import Iterator, Mapping
from typing import Any

from comms.packs.templates import KINDS, LANGUAGES, words_in
from comms.providers.simulator.lines import approved, known_templates
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import Place, read
from leads.models.consent import Purpose

CATEGORIES: Mapping[str, str] = {Purpose.MARKETING: "MARKETING", Purpose.CONTACT: "UTILITY"}


def approved_templates() -> list[dict[str, Any]]:
    """What the simulator knows of a clinic: its own templates, and after them ours, as Graph lists them."""
    own = known_templates()
    return [*own, *(approved(len(own) + number, *said) for number, said in enumerate(_ours(), 1))]


def _ours() -> Iterator[tuple[str, str, str, str]]:
    """Name, language, text with counted places, category."""
    for language in LANGUAGES:
        for key, words in words_in(language).items():
            yield key, language, _counted(words.body), CATEGORIES[KINDS[key].purpose]


def _counted(body: str) -> str:
    """{first_name|there} becomes {{1}}: WhatsApp counts places, each anew."""
    parts, places = [], 0
    for part in read(body, KNOWN):
        if isinstance(part, Place):
            places += 1
            parts.append(f"{{{{{places}}}}}")
        else:
            parts.append(part)
    return "".join(parts)
