"""What the trail says about leads; each follows a person's name."""

from django.utils.translation import gettext_lazy as _

from tenants.audit.registry import words


def register_words() -> None:
    words(
        {
            "lead.archived": _("archived"),
            "lead.restored": _("restored"),
            "lead.revived": _("wrote again, which restored"),
            "lead.assigned": _("gave away"),
            "lead.inherited": _("closed an account, which handed over"),
            "lead.moved": _("moved"),
            "lead.put_back": _("undid a change of"),
        }
    )
