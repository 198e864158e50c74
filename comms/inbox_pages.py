"""Where the inbox stands, and what of it can be taken back."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comms.admin.inbox.page import COUNTED_ALREADY, inbox, talk
from comms.admin.talk.by_hand import by_hand
from comms.admin.talk.doing import act, many, take_back
from comms.admin.talk.new import new
from comms.admin.talk.writing import message, write
from comms.cards import day_card
from comms.models import Account
from comms.services.files.checking import MOST
from comms.services.inbox import COUNTED, number_unread
from comms.services.labelling import register_labelling
from comms.services.settling import SENT
from comms.services.snoozing import register_snoozing
from comms.services.thread import messages
from comms.services.writing import WRITE
from leads.page_links import PageLink, page_link
from leads.timeline import TALK, timeline_source
from tenants.desk import access
from tenants.desk.first_steps import first_step
from tenants.desk.landing import card
from tenants.desk.large_bodies import takes
from tenants.desk.navigation import TODAY, navigate
from tenants.desk.pages import register_page

SEE, CONNECT = "comms.view_conversation", "settings.change_credential"
GET, POST = ("GET",), ("POST",)
ROUND_THEM = 1024**2  # bytes of a form that are not its files


def register_inbox() -> None:
    register_snoozing()
    register_labelling()
    timeline_source("messages", messages, kinds=[TALK], tells=[SENT])
    page, title = "comms/inbox/", _("Inbox")
    one = f"{page}<int:conversation_id>/"
    register_page(page, inbox, name="inbox", title=title, permission=SEE, methods=GET)
    register_page(f"{page}many/", many, name="inbox_many", title=title, permission=WRITE, methods=POST)
    register_page(one, talk, name="inbox_talk", title=_("Conversation"), permission=SEE, methods=GET)
    register_page(f"{one}do/", act, name="inbox_do", title=title, permission=WRITE, methods=POST)
    register_page(f"{one}write/", write, name="inbox_write", title=title, permission=WRITE, methods=POST)
    register_page(
        f"{one}message/<int:message_id>/cancel/", take_back, name="inbox_cancel", title=title, permission=WRITE,
        methods=POST,
    )  # fmt: skip
    register_page("comms/new/", new, name="comms_new", title=_("New message"), permission=WRITE, methods=GET)
    register_page(
        "comms/lead/<int:lead_id>/", message, name="comms_message", title=_("New message"), permission=WRITE
    )
    register_page(
        "comms/lead/<int:lead_id>/by-hand/", by_hand, name="comms_by_hand", title=_("By your own WhatsApp"),
        permission=WRITE,
    )  # fmt: skip
    for path in ("/admin/comms/inbox/", "/admin/comms/lead/"):
        takes(path, lambda: MOST + ROUND_THEM)
    page_link(PageLink(_("New message"), icon="chat", page="admin:comms_message", permission=WRITE))
    card("comms.inbox", permission=SEE, order=15, template="comms/cards/inbox.html", context=day_card)
    for name in ("communications-inbox", "communications-thread"):
        access.declare(name, SEE, site=access.CLINIC)
    navigate(title, icon="forum", page="admin:inbox", permission=SEE, section=TODAY, order=5, badge=_badge)
    first_step(
        _("Connect WhatsApp, mail or SMS"),
        about=_("What patients write arrives in the inbox, and your answers leave from it."),
        page="admin:integrations",
        permission=CONNECT,
        is_done=Account.objects.exists,
        order=30,
    )


def _badge(request: HttpRequest) -> str:
    """The inbox itself has counted them with its page."""
    counted: int | None = getattr(request, COUNTED_ALREADY, None)
    unread = number_unread(request.user) if counted is None else counted
    return f"{COUNTED - 1}+" if unread >= COUNTED else str(unread or "")
