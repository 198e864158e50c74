"""What telling ad platforms says to the floors below when the product starts. Called once, from `apps.ready()`."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.kinds import register_kinds
from attribution.conversions.models import Destination, Upload, UploadContent
from attribution.conversions.services.telling.sending import register_sending
from attribution.conversions.services.telling.standing import FEED, STOPPED
from leads.merging import merges
from leads.person_data import Erased, holds_person_data
from tenants.audit.registry import trail, words
from tenants.notices.registry import notice_kind
from tenants.services.due import works_in_every_clinic


def register_ledger() -> None:
    """Lines of the ledger stay without a name when somebody is deleted for good; what was told of them goes."""
    trail(Destination, leave_out=["failures", "rest_until", "sent_at", "looked_to"])
    merges(UploadContent)
    merges(Upload, but_for=("destination", "step"), enquiry=True, staying=~Q(enquiry=F("lead__enquiry")))
    holds_person_data(UploadContent, "payload")
    columns = ("step", "name", "happened_at", "sent_at", "reference", "state")
    holds_person_data(Upload, *columns, erased=Erased.UNTIED)
    words(
        {
            "destination.on": _("let conversions leave to %(thing)s"),
            "destination.off": _("turned off %(thing)s"),
            "destination.stopped": _("told %(thing)s nothing more"),
            "upload.taken_back": _("said that %(thing)s was taken back"),
        }
    )


def register_telling() -> None:
    register_sending()
    register_kinds()
    works_in_every_clinic(FEED)
    notice_kind(
        STOPPED,
        label=_("An ad platform is told nothing more"),
        title=_("%(platform)s is told nothing more"),
        body=_("What is wrong, and what to do, stands under Conversions, Ad platforms."),
        icon="sync_problem",
        mail=True,
        always=True,
    )
