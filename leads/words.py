"""What the trail says about leads; with a person's name before it each is a sentence."""

from django.utils.translation import gettext_lazy as _

from tenants.audit.registry import words


def register_words() -> None:
    words(
        {
            "lead.archived": _("archived %(thing)s"),
            "lead.restored": _("restored %(thing)s"),
            "lead.revived": _("brought a new enquiry, which restored %(thing)s"),
            "lead.filled": _("brought a new enquiry, which told us more of %(thing)s"),
            "lead.assigned": _("changed the owner of %(thing)s"),
            "lead.inherited": _("closed an account, which handed over %(thing)s"),
            "lead.moved": _("moved %(thing)s to another stage"),
            "lead.put_back": _("undid a change of %(thing)s"),
        }
    )
