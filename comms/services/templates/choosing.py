"""Which of a template's texts somebody gets: their language, else English, visibly (F 2c)."""

from collections.abc import Iterable

from comms.models import TemplateText

ENGLISH = "en"


def text_for(texts: Iterable[TemplateText], language: str, *, unknown: str = ENGLISH) -> TemplateText | None:
    """The text for somebody who speaks `language`; who has none is written to in `unknown`, the clinic's own.

    None when there is neither theirs nor English: nobody gets a language by chance. Pure.
    """
    by_language = {text.language: text for text in texts}
    wanted = plain(language) or plain(unknown)
    return by_language.get(wanted) or by_language.get(ENGLISH)


def plain(language: str) -> str:
    """pt of pt_BR and of PT-br."""
    return language.replace("_", "-").partition("-")[0].lower()
