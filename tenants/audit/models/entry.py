from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _

from tenants.audit.querysets import EntryQuerySet


class Entry(LogEntry):
    """One line of the trail: auditlog's row, written by this app alone. The app role may add rows and nothing else.

    `additional_data`: verb, door, and where there are any note, name (of the task, command or key), who (a person
    without an account here). `changes`: {field: [before, after]}, or for many-to-many {"added"|"removed": [...]}.
    `cid` is the request's id in the logs.
    """

    objects = EntryQuerySet.as_manager()

    class Meta:
        proxy = True
        ordering = ["-timestamp", "-id"]
        default_permissions = ("view",)
        permissions = [("export_entry", "Can download the trail")]
        verbose_name = _("activity")
        verbose_name_plural = _("activity")

    def __str__(self) -> str:
        return f"{self.verb} {self.object_repr}".strip()

    @property
    def verb(self) -> str:
        return self.said("verb")

    @property
    def door(self) -> str:
        return self.said("door")

    @property
    def note(self) -> str:
        return self.said("note")

    def said(self, name: str) -> str:
        return (self.additional_data or {}).get(name, "")
