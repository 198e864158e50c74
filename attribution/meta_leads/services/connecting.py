"""A page is connected, again, tried and taken away: Meta is asked outside every transaction (F:I14)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.permissions import CONNECT
from attribution.meta_leads.services.arriving import CHANNEL, sort_parked
from attribution.meta_leads.services.knowing import LOOK, fetch_soon
from attribution.meta_leads.services.opening import pages_of, pages_with, seal
from attribution.meta_leads.services.own_app import App, app_to_connect_with
from attribution.providers.meta_leads.base import LeadPages, MetaRefused, Page
from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from leads.models import Partner
from tenants.audit.services.record import record
from tenants.context import current_clinic
from tenants.services.due import schedule
from tenants.services.routes import claim_channel, free_channel
from tenants.staff.models import User

LONGEST, PAGE = 2000, "PAGE"
KEY = "key"


@dataclass(frozen=True)
class Report:
    """What Meta says about a token: `missing` are rights that it needs and has not, `forms` how many it reads.
    `refused` is the first no; what was to be asked after it is not known then."""

    page: Page | None = None
    is_valid: bool = False
    is_page: bool = False
    is_subscribed: bool = False
    missing: tuple[str, ...] = ()
    forms: int | None = None
    expires_at: datetime | None = None
    data_expires_at: datetime | None = None
    refused: MetaRefused | None = field(default=None, compare=False)

    @property
    def is_enough(self) -> bool:
        """Whether leads come with it."""
        return (
            self.page is not None and self.is_valid and self.is_page and not self.missing and self.forms is not None
        )


def check(token: str) -> Report:
    """Asks Meta and changes nothing there; nobody is written to. Raises nothing of Meta's."""
    return _asked(pages_with(token.strip(), app_to_connect_with()))


def test(pk: int) -> Report:
    """The same of a connection, with what it holds; the row is brought in step."""
    page = _page(pk)
    try:
        report = _asked(pages_of(page))
    except MetaRefused as refused:
        report = Report(refused=refused)
    if report.is_valid:
        Connection.objects.filter(pk=pk).update(**_known(report))
    return report


def connect(token: str, *, partner: int | None, by: User, now: datetime) -> Connection:
    """A page of this clinic from now on; the leads of 90 days follow with the first look. Raises NotAllowed,
    InvalidData by field for a token that is not enough, Conflict for a page of another clinic."""
    _may(by)
    app = app_to_connect_with()
    token, report = _enough(token, app)
    with transaction.atomic():
        if Connection.objects.filter(page_id=report.page.id).exists():
            raise Conflict(_("This page is connected already. Open it to give it a new key."))
        _claim(report.page)
        row = Connection(page_id=report.page.id, partner=_partner(partner), connected_at=now, connected_by=by)
        _keep(row, token, app, report)
        sort_parked(row.page_id, now=now)
    _begin(row, now=now)
    return row


def connect_again(pk: int, token: str, *, by: User, now: datetime) -> Connection:
    """With a new key; what waited is fetched now. Raises as `connect`, and InvalidData for the key of another
    page."""
    _may(by)
    page, app = _page(pk), app_to_connect_with()
    token, report = _enough(token, app)
    if report.page.id != page.page_id:
        raise InvalidData(_("Some fields are wrong."), fields={KEY: [_("This is the key of another page.")]})
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(pk=pk)
        row.state, row.is_red, row.failures, row.trouble = Connection.State.OK, False, 0, ""
        row.told_at = row.warned_at = row.rests_until = None
        _keep(row, token, app, report)
        waiting = InstantLead.objects.filter(connection=row, state=InstantLead.State.WAITING)
        fetch_soon(list(waiting.values_list("leadgen_id", flat=True)), now=now, anew=True)
    _begin(row, now=now)
    return row


def disconnect(pk: int, *, by: User, now: datetime) -> None:
    """Nothing comes from this page any more, and another clinic may connect it; leads that came stay."""
    _may(by)
    with transaction.atomic():
        row = Connection.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotThere
        free_channel(CHANNEL, row.page_id, current_clinic())
        record("meta.disconnected", row)
        row.delete()


def _asked(pages: LeadPages) -> Report:
    found = {}
    try:
        state = pages.token_state()
        found |= {
            "is_valid": state.is_valid,
            "is_page": state.kind == PAGE,
            "missing": state.missing,
            "expires_at": state.expires_at,
            "data_expires_at": state.data_expires_at,
        }
        if not state.is_valid:
            return Report(**found)
        found["page"] = pages.page()
        found["is_subscribed"] = pages.subscribed()
        found["forms"] = len(pages.forms().forms)
    except MetaRefused as refused:
        return Report(**found, refused=refused)
    return Report(**found)


def _enough(token: str, app: App) -> tuple[str, Report]:
    """The token and what Meta says of it, subscribed. Raises InvalidData by field."""
    token = token.strip()
    if not token or len(token) > LONGEST or not token.isprintable():
        raise InvalidData(_("Some fields are wrong."), fields={KEY: [_("Paste the page's access token.")]})
    pages = pages_with(token, app)
    report = _asked(pages)
    if not report.is_enough:
        raise InvalidData(
            _("Meta does not give leads with this key."), fields={KEY: [_("See above what it lacks.")]}
        )
    if not report.is_subscribed:
        try:
            pages.subscribe()
        except MetaRefused:
            return token, report  # leads come all the same, by looking; the page says so
    return token, Report(**{**vars(report), "is_subscribed": True})


def _claim(page: Page) -> None:
    if not claim_channel(CHANNEL, page.id, current_clinic()):
        raise Conflict(_("This page is connected in another clinic. It has to be taken away there first."))


def _keep(row: Connection, token: str, app: App, report: Report) -> None:
    seal(row, token)
    row.app_id = app.named
    row.name = report.page.name or report.page.id
    for name, value in _known(report).items():
        setattr(row, name, value)
    row.save()


def _known(report: Report) -> dict[str, object]:
    return {
        "lacks": list(report.missing),
        "is_subscribed": report.is_subscribed,
        "expires_at": report.expires_at,
        "data_expires_at": report.data_expires_at,
    }


def _begin(row: Connection, *, now: datetime) -> None:
    """Beat looks within a minute: nobody waits for Meta's 90 days in a request."""
    Connection.objects.filter(pk=row.pk).update(next_look_at=now)
    Form.objects.filter(connection=row).update(asked_at=None)
    schedule(LOOK, at=now)


def _partner(pk: int | None) -> Partner | None:
    if pk is None:
        return None
    found = Partner.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise InvalidData(_("Some fields are wrong."), fields={"partner": [_("Choose one of the list.")]})
    return found


def _page(pk: int) -> Connection:
    page = Connection.objects.filter(pk=pk).first()
    if page is None:
        raise NotThere
    return page


def _may(by: User) -> None:
    if not by.has_perm(CONNECT):
        raise NotAllowed(_("Only an Admin connects pages."))
