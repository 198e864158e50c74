from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tenants.staff.models import User

# A path of this host: no other host, no scheme (`//evil`, `/\evil`), nothing that is not seen.
OWN_PATH = r"^/([^/\\[:cntrl:]][^\\[:cntrl:]]*)?$"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """One's own; nobody reads a colleague's."""
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def free_for_a_letter(self, user: int, kind: str) -> Self:
        """Those whose mail was asked for, and which no letter has told yet; the oldest first."""
        return self.filter(user=user, kind=kind, by_mail=True, told_with=None).order_by("pk")

    def read_before(self, moment: datetime) -> Self:
        return self.filter(read_at__lte=moment)


class Notice(models.Model):
    """One thing that one member of staff is told. Its words come from the code, in the reader's language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60, help_text="see tenants.notices.registry")
    about = models.JSONField(default=dict, help_text="What fills the slots of its words: short texts.")
    link = models.CharField(max_length=300, blank=True, help_text="A path of this host.")
    key = models.CharField(max_length=120, help_text="What it is about: nobody is told twice.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=False, help_text="A mail was asked for.")
    told_with = models.BigIntegerField(null=True, help_text="The notice in whose letter this one stands.")
    carried = models.JSONField(
        default=dict, help_text="By carrier, the notice whose message told this one; 0 while it waits for one."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__regex=OWN_PATH), name="notice_leads_within_this_host"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=["user", "kind"], condition=Q(by_mail=True, told_with=None), name="notice_free_for_a_letter"
            ),
            models.Index(fields=["told_with"], condition=Q(told_with__isnull=False), name="notice_told_with"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"

    @property
    def was_read_later(self) -> bool:
        """Read by its reader, and not from its birth on, because they want no bell."""
        return self.read_at is not None and self.read_at > self.created_at
