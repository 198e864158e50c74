"""What a clinic copies into its website: plain HTML that works without a script, and the script (F:I4)."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from leads.website.fields import CHOOSABLE, CONTACTS, EMAIL, FIRST, USUAL, AskedField
from leads.website.words import direction, words_in


@dataclass(frozen=True)
class Form:
    """One form for one page. `home` is https://host of whoever serves the script, without a slash at the end."""

    key: str
    slug: str
    home: str
    language: str = "en"
    names: frozenset[str] = USUAL
    with_look: bool = True

    @property
    def fields(self) -> list[AskedField]:
        """Always a name and a way to answer."""
        names = self.names if self.names & CONTACTS else self.names | {EMAIL.name}
        return [FIRST, *(field for field in CHOOSABLE if field.name in names)]


def snippet(form: Form, *, preview: bool = False) -> str:
    """The HTML. With `preview` the script sends nothing, wherever the form stands."""
    return tidy(render_to_string("leads/website/snippet.html", context_of(form, preview=preview)))


def context_of(form: Form, *, preview: bool = False) -> dict[str, Any]:
    """What leads/website/snippet.html needs. A single way to answer has to be filled in, one of two is enough."""
    words = words_in(form.language)
    contacts = [field for field in form.fields if field.name in CONTACTS]
    needed = {FIRST.name, *(field.name for field in contacts if len(contacts) == 1)}
    fields = [(field, words[field.word], field.name in needed) for field in form.fields]
    return {"form": form, "words": words, "dir": direction(form.language), "fields": fields, "preview": preview}


def tidy(html: str) -> str:
    """Without the lines that the template leaves empty."""
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"
