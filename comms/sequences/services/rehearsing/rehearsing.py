"""A version is rehearsed with an audience: at once, or in the background when they are many (F:C16)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from comms.sequences.models import Version
from comms.sequences.services.rehearsing.audience import Audience, audience_of
from comms.sequences.services.rehearsing.tallying import Tally, add, nothing
from comms.sequences.services.rehearsing.trying import steps_to_try, try_beginning, try_going_on
from crm.lib.errors import InvalidData, NotThere
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.runs.services.starting import start
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

REHEARSE = "sequence.rehearse"
AT_ONCE = 5000  # people who are tried while somebody waits
PIECE = 1000
SEE = "sequences.view_sequence"


def register_rehearsing() -> None:
    runs(REHEARSE, rehearse_piece, _title, permission=SEE, link=_link, counted=_counted)


def is_too_many(people: int) -> bool:
    return people > AT_ONCE


def how_many(audience: Audience) -> int:
    """As far as they are tried at once, and one more when they are more."""
    return audience.leads.order_by()[: AT_ONCE + 1].count()


def rehearse(version: Version, audience: Audience, *, now: datetime) -> Tally:
    """Everybody at once. The number of statements does not depend on how many they are. Raises InvalidData for
    a version without steps, and for more than AT_ONCE."""
    pks = list(audience.leads.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    if is_too_many(len(pks)):
        raise InvalidData(_("These are too many to rehearse at once."))
    return _with(nothing(), version, audience, pks, now)


@transaction.atomic
def rehearse_later(version: Version, key: str, *, by: User, now: datetime) -> Run:
    """In the background; its result is the tally. As `rehearse`."""
    if not steps_to_try(version):
        raise InvalidData(_("There is no step yet."))
    total = audience_of(version.sequence, key, by, now=now).leads.order_by().count()
    about = {"sequence": version.sequence_id, "version": version.pk, "audience": key}
    about |= {"name": version.sequence.name, "at": now.isoformat()}
    return start(REHEARSE, by=by, about=about, total=total, now=now)


def rehearse_piece(run: Run, by: User | None, now: datetime) -> bool:
    """The next PIECE by key, as if it were still the moment at which it was asked for."""
    version = Version.objects.select_related("sequence").filter(pk=run.about["version"]).first()
    if version is None or by is None:
        raise NotThere
    then = datetime.fromisoformat(run.about["at"])
    audience = audience_of(version.sequence, run.about["audience"], by, now=then)
    rest = audience.leads.filter(pk__gt=run.cursor.get("after", 0)).order_by("pk")
    pks = list(rest.values_list("pk", flat=True)[:PIECE])
    if not pks:
        run.result = run.result or nothing()
        return False
    with override(by.language):
        run.result = _with(run.result or nothing(), version, audience, pks, then)
    run.cursor = {"after": pks[-1]}
    run.done += len(pks)
    return True


def rehearsed(run_id: uuid.UUID, sequence: int, reader: User) -> Run | None:
    """Of this sequence, as far as the reader may see the run."""
    run = Run.objects.visible_to(reader).filter(pk=run_id, kind=REHEARSE).first()
    return run if run and run.about["sequence"] == sequence else None


def _with(tally: Tally, version: Version, audience: Audience, pks: list[int], now: datetime) -> Tally:
    steps = steps_to_try(version)
    if not steps:
        raise InvalidData(_("There is no step yet."))
    if audience.goes_on:
        tried = try_going_on(version, pks, now=now)
    else:
        tried = try_beginning(version, pks, audience.rule, now=now)
    own = clinic_settings()
    return add(tally, tried, steps, zone=own.time_zone, own_language=own.language)


def _title(run: Run) -> str:
    return _("Rehearsal of %(sequence)s") % {"sequence": run.about["name"]}


def _link(run: Run) -> str:
    page = reverse("admin:sequence_rehearsal", urlconf="crm.urls_clinic", args=[run.about["sequence"]])
    return f"{page}?run={run.pk}"


def _counted(run: Run) -> list[tuple[str, int]]:
    said = {"begin": _("would begin"), "get": _("get the first message")}
    return [(words, run.result.get(name, 0)) for name, words in said.items()]
