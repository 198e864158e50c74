"""People decide about a request: approved, declined, or tried once more. Each is one transaction with its line."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotThere
from tenants.models import Registration
from tenants.services.provisioning import NewClinic, reserve
from tenants.services.registering.alike import domain_for
from tenants.services.registering.waking import wake_builder
from tenants.staff.models import User

DECLINED = "tenants.clinic_declined"
_State = Registration.State


@transaction.atomic
def approve(pk: UUID, *, slug: str, by: User, now: datetime) -> Registration:
    """Reserve workspace and address, write the decision, wake who builds.

    The clinic's row is made here, so that a name that is taken is said now and not by a task. Raises Conflict for
    what was decided already and for a name that is taken, InvalidData for one that is no workspace.
    """
    from tenants.audit.services.record import record

    asked = _undecided(pk)
    clinic = _reserved(asked, slug)
    before, asked.slug, asked.clinic = asked.slug, clinic.slug, clinic
    asked.step = Registration.Step.RESERVED
    _decide(asked, _State.APPROVED, by, now)
    record("registration.approved", asked, changes={"slug": (before, asked.slug), **_moved(_State.APPROVED)})
    transaction.on_commit(wake_builder)
    return asked


@transaction.atomic
def decline(pk: UUID, *, answer: str, by: User, now: datetime) -> Registration:
    """Say no, also to one that could not be built. Whoever asked is written only what stands in `answer`; empty,
    they are written nothing. The name that was reserved for one that failed stays taken: its schema may be half
    there, which only the owner of the database removes."""
    from tenants.audit.services.record import record
    from tenants.notices.mail import post

    asked = _undecided(pk, or_failed=True)
    before, asked.answer = asked.state, answer
    _decide(asked, _State.DECLINED, by, now)
    record("registration.declined", asked, changes={"state": (before, _State.DECLINED)}, note=answer)
    if answer:
        post(DECLINED, {"registration": str(asked.pk)}, key=str(asked.pk))
    return asked


@transaction.atomic
def try_again(pk: UUID) -> Registration:
    """After it failed and somebody mended what was wrong. Raises Conflict when it is at work, open or undecided."""
    from tenants.audit.services.record import record

    asked = _locked(pk)
    if asked.state != _State.FAILED:
        raise Conflict(_("This request is not one that failed: %(state)s.") % {"state": _lower(asked)})
    asked.state, asked.tries, asked.error = _State.APPROVED, 0, ""
    asked.save(update_fields=["state", "tries", "error"])
    record("registration.tried_again", asked, changes={"state": (_State.FAILED, _State.APPROVED)})
    transaction.on_commit(wake_builder)
    return asked


def _reserved(asked: Registration, slug: str) -> object:
    """Raises Conflict, or InvalidData about `slug` in the words of the page."""
    slug = slug.strip().lower()
    try:
        with transaction.atomic():
            return reserve(NewClinic(asked.clinic_name, slug, domain_for(slug)), resumes=False)
    except InvalidData as wrong:
        said = _("%(slug)s cannot be a workspace. Choose another name.") % {"slug": slug}
        raise InvalidData(said, fields={"slug": [said]}) from wrong
    except Conflict as taken:
        said = _("%(slug)s is taken. Choose another name.") % {"slug": slug}
        raise Conflict(said, fields={"slug": [said]}) from taken


def _decide(asked: Registration, state: str, by: User, now: datetime) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, now, by.email
    asked.save()


def _moved(state: str) -> dict[str, tuple[str, str]]:
    return {"state": (_State.REQUESTED, state)}


def _undecided(pk: UUID, *, or_failed: bool = False) -> Registration:
    asked = _locked(pk)
    if asked.state != _State.REQUESTED and not (or_failed and asked.state == _State.FAILED):
        said = _("%(who)s has decided already: %(state)s.") % {"who": asked.decided_by, "state": _lower(asked)}
        raise Conflict(said)
    return asked


def _locked(pk: UUID) -> Registration:
    """Two who decide at once wait for each other. Raises NotThere."""
    found = Registration.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def _lower(asked: Registration) -> str:
    return str(asked.get_state_display()).lower()
