"""Each page is looked at now and then: what no webhook told of is found there, each lead once (H:W7, F:I13)."""

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.dateparse import parse_datetime

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services.connecting import test
from attribution.meta_leads.services.knowing import LOOK, fetch_soon, know
from attribution.meta_leads.services.looking import KEPT_BY_META, Look, Window, look, window_of
from attribution.meta_leads.services.opening import pages_of
from attribution.meta_leads.services.pacing import EVERY, every
from attribution.meta_leads.services.questions import keep_questions
from attribution.meta_leads.services.resting import app_rests_until
from attribution.meta_leads.services.taking import take
from attribution.meta_leads.services.troubles import failed, warn_of_ends, well
from attribution.providers.meta_leads.base import LeadPages, MetaLead, MetaRefused, Trouble
from tenants.services.due import schedule

log = structlog.get_logger(__name__)
SELDOM = timedelta(hours=1)  # where no page is connected
ASKED_AGAIN = timedelta(hours=6)  # what the forms of a page are
BUDGET = 60.0  # seconds after which no other page's look begins in one turn
MOST_FORM_PAGES = 20


def look_for_leads(*, now: datetime) -> int:
    """Of the current clinic, what is due; how many leads nobody had told of. Says when to look next."""
    if not Connection.objects.exists():
        schedule(LOOK, at=now + SELDOM)
        return 0
    schedule(LOOK, at=now + EVERY)
    warn_of_ends(now=now)
    found, end = 0, time.monotonic() + BUDGET
    for page in Connection.objects.to_look_at(now):
        if rests := app_rests_until(page, now=now):
            _rest(page, until=rests)
            continue
        found += look_at(page.pk, now=now, end=end)
        if time.monotonic() > end:
            schedule(LOOK, at=now)
            break
    return found


def _rest(page: Connection, *, until: datetime) -> None:
    """Another page of the same app was told to wait, in whichever clinic."""
    why = {"state": Connection.State.RESTING, "trouble": Trouble.THROTTLED.value}
    Connection.objects.filter(pk=page.pk).update(**why, rests_until=until, next_look_at=until)


def look_at(pk: int, *, now: datetime, end: float | None = None) -> int:
    """One page, now: its forms, and in each what is new; how many leads nobody had told of. After `end`, of
    time.monotonic, what is left is for the next turn. A form that Meta shows no more keeps no other waiting."""
    page, found = Connection.objects.get(pk=pk), 0
    try:
        pages = pages_of(page)
        forms = _forms(page, pages, now=now)
        for place, form in enumerate(forms):
            if place and end and time.monotonic() > end:
                Connection.objects.filter(pk=pk).update(next_look_at=now)
                return found
            found += _look_at_form(page, form, pages, now=now)
    except MetaRefused as refused:
        log.info("meta_leads.look_refused", trouble=refused.trouble.value, code=refused.code)
        failed(pk, refused, now=now)
        Connection.objects.filter(pk=pk).update(next_look_at=now + EVERY)
        return found
    well(pk, pages.pace, now=now)
    kept = InstantLead.objects.filter(connection=pk, filled_at__gte=now - KEPT_BY_META).count()
    Connection.objects.filter(pk=pk).update(next_look_at=now + every(len(forms), kept))
    return found


def _forms(page: Connection, pages: LeadPages, *, now: datetime) -> list[Form]:
    """As Meta lists them, asked four times a day and while there are none; so is what the token may."""
    known = list(Form.objects.filter(connection=page))
    if known and all(form.asked_at and form.asked_at > now - ASKED_AGAIN for form in known):
        return [form for form in known if form.is_taken]
    test(page.pk)
    keep_forms(page, pages, now=now)
    return list(Form.objects.filter(connection=page, is_taken=True))


def keep_forms(page: Connection, pages: LeadPages, *, now: datetime) -> int:
    """All forms of the page as Meta lists them now; how many. What the clinic chose for them stays."""
    rows, after = {}, ""
    for _ in range(MOST_FORM_PAGES):
        told = pages.forms(after)
        for one in told.forms:
            rows[one.id] = Form(
                connection=page,
                form_id=one.id,
                name=one.name,
                status=one.status,
                locale=one.locale,
                questions=keep_questions(one.questions),
                leads_count=one.leads_count,
                asked_at=now,
            )
        if not told.after or told.after == after:
            break
        after = told.after
    columns = ["name", "status", "locale", "questions", "leads_count", "asked_at"]
    unique = ["connection", "form_id"]
    Form.objects.bulk_create(rows.values(), update_conflicts=True, update_fields=columns, unique_fields=unique)
    Form.objects.filter(connection=page).exclude(form_id__in=rows).update(asked_at=now)
    return len(rows)


def _look_at_form(page: Connection, form: Form, pages: LeadPages, *, now: datetime) -> int:
    try:
        found = look(pages, form.form_id, window_of(form.cursor, _left(form), now=now), cursor=form.cursor)
    except MetaRefused as refused:
        if refused.trouble is not Trouble.MISSING:
            raise
        failed(page.pk, refused, now=now)
        return 0
    count = take_in(page, found, now=now)
    left = found.left and {name: _text(getattr(found.left, name)) for name in ("since", "until", "to")}
    Form.objects.filter(pk=form.pk).update(cursor=found.cursor, left=left)
    if found.refused:
        raise found.refused
    return count


def take_in(page: Connection, found: Look, *, now: datetime) -> int:
    """Each lead is a transaction of its own: one that cannot be read keeps no other waiting."""
    had = set(
        InstantLead.objects.filter(leadgen_id__in=[one.id for one in found.leads])
        .exclude(state__in=InstantLead.OPEN)
        .values_list("leadgen_id", flat=True)
    )
    fresh = [one for one in reversed(found.leads) if one.id not in had and one.id.isdigit()]
    with transaction.atomic():
        know(page, [(one.id, one.form_id, one.created_at) for one in fresh], way=InstantLead.Way.LOOK, now=now)
        left_behind = InstantLead.objects.filter(leadgen_id__in=[one.id for one in fresh], connection=None)
        left_behind.update(connection=page)  # of an earlier connection of this page
    return sum(_taken(one, now=now) for one in fresh)


def _taken(one: MetaLead, *, now: datetime) -> bool:
    try:
        take(one.id, one, now=now)
    except Exception:
        log.exception("meta_leads.take_failed")
        with transaction.atomic():
            fetch_soon([one.id], now=now)  # tried again, and given up by itself alone
        return False
    return True


def _left(form: Form) -> Window | None:
    told = form.left
    return told and Window(
        *(parse_datetime(told[name]) if told[name] else None for name in ("since", "until", "to"))
    )


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
