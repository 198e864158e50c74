"""What the last search through the clinic found, as far as it still holds (F:L22)."""

from django.db.models import Exists, OuterRef, QuerySet

from leads.models import LikelyPair, NotTheSame
from leads.services.duplicates.likeness import Why
from leads.services.duplicates.words import in_words
from tenants.staff.models import User

VIEW = "leads.view_likelypair"


def likely_pairs(reader: User) -> QuerySet[LikelyPair]:
    """The likeliest first; without what was merged, archived or told apart since."""
    said = NotTheSame.objects.filter(one=OuterRef("one"), other=OuterRef("other"))
    rows = LikelyPair.objects.visible_to(reader).filter(one__archived_at=None, other__archived_at=None)
    rows = rows.exclude(Exists(said)).select_related(
        *(f"{end}__{name}" for end in ("one", "other") for name in ("stage", "assigned_to"))
    )
    return rows.prefetch_related("one__identities", "other__identities")


def why_in_words(pair: LikelyPair) -> list[str]:
    return in_words(Why(code) for code in pair.why)
