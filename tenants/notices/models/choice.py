from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class NoticeChoice(models.Model):
    """How one person wants to hear of one kind of notice; without a row, by the bell and by mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=60)
    bell = models.BooleanField(default=True)
    mail = models.BooleanField(default=True)
    carriers = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="see tenants.notices.carriers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
