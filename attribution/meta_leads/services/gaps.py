"""Whether we have what Meta has: "Meta has 14, we have 14" (F:I13). Asks Meta, so outside every transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services.looking import Window, look
from attribution.meta_leads.services.opening import pages_of
from attribution.meta_leads.services.resting import rests_until
from attribution.meta_leads.services.troubles import failed
from attribution.providers.meta_leads.base import LeadPages, MetaRefused, Trouble

MOST = 30  # pages of a hundred leads of one form
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Gap:
    """`ours` are those of Meta's that have come to us, as a lead, a test or waiting for people. `is_whole` False:
    Meta has more than these, or did not show all."""

    form: Form
    theirs: int
    ours: int
    is_whole: bool = True

    @property
    def missing(self) -> int:
        return self.theirs - self.ours


def gap(connection: Connection, since: datetime, until: datetime) -> list[Gap]:
    """Of each form whose leads are taken in, by name: filled from `since` on and before `until`. Raises
    MetaRefused, and notes it, when Meta shows nothing; a form that Meta no longer shows is left out. While Meta
    wants the page or the app to wait nothing is asked."""
    if rests_until(connection, now=timezone.now()):
        raise MetaRefused(Trouble.THROTTLED)
    try:
        pages = pages_of(connection)
        forms = Form.objects.filter(connection=connection, is_taken=True)
        found = [_of_form(pages, form, window_between(since, until)) for form in forms]
    except MetaRefused as refused:
        failed(connection.pk, refused, now=timezone.now())
        raise
    return [one for one in found if one is not None]


def window_between(since: datetime, until: datetime) -> Window:
    """Meta means "later than"."""
    return Window(since - SECOND, until)


def _of_form(pages: LeadPages, form: Form, window: Window) -> Gap | None:
    try:
        found = look(pages, form.form_id, window, cursor=None, most=MOST)
    except MetaRefused as refused:
        if refused.trouble is Trouble.MISSING:
            return None
        raise
    theirs = [one.id for one in found.leads]
    return Gap(form, len(theirs), _have(theirs), is_whole=found.left is None)


def _have(ids: Collection[str]) -> int:
    return InstantLead.objects.filter(leadgen_id__in=ids).exclude(state__in=InstantLead.OPEN).count()
