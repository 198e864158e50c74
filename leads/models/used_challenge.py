from django.db import models


class UsedChallenge(models.Model):
    """A puzzle or token of a website form that was spent: each is good for one enquiry."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 in hex.")
    used_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
