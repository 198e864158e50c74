"""Who is called by name in a note: `@Full Name`, or `@` and the part of their mail before its sign (F:L4)."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from leads.models import Lead, Note
from leads.services.sight import who_see
from tenants.notices.services.notify import notify
from tenants.staff.models import User

MENTIONED = "mentioned"
MOST = 20  # people in one note
_CALL = re.compile(r"(?<!\w)@(?=\w)")
_ENDS = re.compile(r"(?!\w|[.@+-]\w)")


def mentioned_in(body: str, lead: Lead) -> list[User]:
    """The colleagues whom the text calls and who may see the lead, each once, MOST at most.

    Whoever may not see it is not called: a notice would tell that it is there.
    """
    people = list(User.objects.active()) if "@" in body else []
    called = dict.fromkeys(_called(body, people))
    return who_see(lead, list(called)[:MOST])


def tell_mentioned(note: Note, people: Iterable[User], *, by: User) -> None:
    """Each once for a note, however often it is changed; nobody is told of calling themselves."""
    others = [one for one in people if one.pk != by.pk]
    if others:
        lead = Lead.objects.prefetch_related("identities").get(pk=note.lead_id)
        page = reverse("admin:leads_lead_change", urlconf=settings.ROOT_URLCONF, args=[lead.pk])
        about = {"who": str(by), "lead": str(lead)}
        notify(others, MENTIONED, about=about, link=page, key=f"{MENTIONED}:{note.pk}")


def _called(body: str, people: Iterable[User]) -> Iterator[User]:
    """The longest name that stands after the sign is meant: Ana Hoxha, not Ana."""
    names = [(name.casefold(), one) for one in people for name in _names(one)]
    names.sort(key=lambda pair: -len(pair[0]))
    text = body.casefold()
    for call in _CALL.finditer(text):
        longest = 0
        for name, one in names:
            if (
                len(name) >= longest
                and text.startswith(name, call.end())
                and _ENDS.match(text, call.end() + len(name))
            ):
                longest = len(name)
                yield one


def _names(one: User) -> list[str]:
    full = " ".join(one.full_name.split())
    return [name for name in {full, one.email.partition("@")[0]} if name]
