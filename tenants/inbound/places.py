"""Where people see what arrived from outside."""

from django.utils.translation import gettext_lazy as _

from tenants.desk.navigation import SETUP, navigate
from tenants.desk.pages import register_page
from tenants.inbound import views
from tenants.inbound.permissions import CHANGE, VIEW


def register_places() -> None:
    page = "admin:inbound_webhookevent_changelist"
    title = _("Arrived from outside")
    navigate(title, icon="move_to_inbox", page=page, permission=VIEW, section=SETUP, order=12)
    register_page(
        "inbound/webhookevent/<int:webhook_id>/replay/",
        views.replay_event,
        name="inbound_replay",
        title="",
        permission=CHANGE,
        methods=("POST",),
    )
