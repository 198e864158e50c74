"""What somebody is told of their work in the background."""

from django.utils.translation import gettext_lazy as _

from tenants.notices.registry import notice_kind
from tenants.runs.services.ending import DONE, FAILED

WHAT = "%(what)s"


def register_notices() -> None:
    done, failed = _("Your work in the background is done"), _("Your work in the background failed")
    notice_kind(DONE, label=done, title=done, body=WHAT, icon="task_alt", mail=True)
    notice_kind(FAILED, label=failed, title=failed, body=WHAT, icon="error", mail=True)
