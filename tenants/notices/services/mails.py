"""A notice by mail: its title and a way in."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.context import current_clinic
from tenants.notices.mail import Mail, letter
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.services import hosts


def build(about: Mapping[str, object]) -> Mail | None:
    """None when it was read meanwhile, or its reader has left."""
    notice = _of(about)
    return _mail(notice) if notice and not notice.was_read_later else None


def build_always(about: Mapping[str, object]) -> Mail | None:
    """Also when it was read."""
    notice = _of(about)
    return _mail(notice) if notice else None


def _of(about: Mapping[str, object]) -> Notice | None:
    return Notice.objects.select_related("user").filter(pk=about["notice"], user__is_active=True).first()


def _mail(notice: Notice) -> Mail:
    user, home = notice.user, hosts.address_of(current_clinic())
    with translation.override(user.language):
        title = told(notice).title
        choices = _("Choose which notices are mailed to you: %(address)s") % {
            "address": f"{home}/admin/notices/choices/"
        }
    return letter(
        user.email,
        language=user.language,
        subject=title,
        paragraphs=[gettext_lazy("Open Bridgework to see more.")],
        button=(gettext_lazy("Open"), f"{home}{notice.link or '/admin/notices/'}"),
        small=[choices],
    )
