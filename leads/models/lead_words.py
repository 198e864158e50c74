from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import WordsQuerySet


class LeadWords(models.Model):
    """What a lead is found by: a word list beside the lead, so that the lead's other changes cost no index.

    Made in Python: accents folded, mails taken apart, numbers with their endings (HOUSE, trap 10).
    """

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, primary_key=True, related_name="words")
    words = SearchVectorField()

    objects = WordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("search words")
        verbose_name_plural = _("search words")
        default_permissions = ()
        indexes = [GinIndex(fields=["words"], name="lead_words_gin")]

    def __str__(self) -> str:
        return str(self.lead_id)
