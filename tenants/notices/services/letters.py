"""A mail in our clothes: the same words as text and as HTML, in the reader's language and direction."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from tenants.context import current_clinic, is_platform
from tenants.notices.mailkinds import Mail


def letter(
    to: str,
    *,
    language: str,
    subject: object,
    paragraphs: Sequence[object] = (),
    numbers: Sequence[tuple[object, object]] = (),
    lines: Sequence[tuple[object, str]] = (),
    button: tuple[object, str] | None = None,
    small: Sequence[object] = (),
) -> Mail:
    """`paragraphs` are plain words: what they hold is shown as it is, never as markup (H:X5).

    Lazy texts are read in `language`; what is put together with `%` is put together inside
    `translation.override(language)` by the caller. `numbers` are (words, number), `lines` and `button` are
    (words, absolute address); `small` stands below.
    """
    with translation.override(language):
        words = {
            "subject": str(subject),
            "paragraphs": [str(one) for one in paragraphs],
            "numbers": [(str(one), str(number)) for one, number in numbers],
            "lines": [(str(one), address) for one, address in lines],
            "button": {"words": str(button[0]), "address": button[1]} if button else None,
            "small": [str(one) for one in small],
            "clinic": "" if is_platform() else current_clinic().name,
        }
        text = render_to_string("notices/mail.txt", words)
        html = render_to_string("notices/mail.html", words)
    return Mail(to, words["subject"], text, html, language)
