"""What the rows of a piece are written by: stages, people, rules and score of the clinic, at this moment."""

from collections.abc import Collection, Iterable
from datetime import datetime

from leads.models import Lead, Partner, Stage, Treatment
from leads.models.stage import DONE, Semantic
from leads.services.heat.cooling_times import cools_at, standing
from leads.services.importing.loading.scoring import Scorer
from leads.services.importing.staging import Said
from leads.services.moving.columns import chance
from leads.services.owners import lock_owners
from leads.services.rules import lead_rules
from leads.services.scoring import active_profile
from leads.services.sight import bound_to
from leads.services.stages import first_stage
from tenants.services.copying import Written, written
from tenants.staff.models import User


class Clinic:
    """Made when people may be held: owners first, then leads (H:A14). Rows that were there when the list was
    checked and are gone since count as not said."""

    def __init__(self, rows: Collection[Said], *, now: datetime):
        self.now = now
        self.scorer = Scorer(active_profile(), now=now)
        self._rules = lead_rules()
        self._owners = lock_owners({row.owner for row in rows})
        self._bound = _bound(self._owners)
        self._stages = {one.pk: one for one in Stage.objects.order_by("-position")}
        self._assigned = next((one for one in self._stages.values() if one.semantic == Semantic.ASSIGNED), None)
        self._first = first_stage()
        self._chances = {pk: Written(written(chance(one))) for pk, one in self._stages.items()}
        self._treatments = _there(Treatment, (row.treatment for row in rows))
        self._partners = _there(Partner, (row.partner for row in rows))

    def owner(self, said: Said) -> int | None:
        """Who may have it: one who left since may not, nor one who works for another partner."""
        if said.owner not in self._owners:
            return None
        theirs = self._bound.get(said.owner)
        return said.owner if theirs is None or said.partner in theirs else None

    def partner(self, said: Said) -> int | None:
        return said.partner if said.partner in self._partners else None

    def treatment(self, said: Said) -> int | None:
        return said.treatment if said.treatment in self._treatments else None

    def stage(self, said: Said, owner: int | None) -> Stage:
        """As the file says, else the first; whoever has an owner is no new one any more (F:0.2)."""
        stage = self._stages.get(said.stage, self._first)
        is_taken = owner is not None and stage.semantic == Semantic.NEW and self._assigned is not None
        return self._assigned if is_taken else stage

    def chance(self, stage: Stage) -> Written:
        return self._chances.get(stage.pk) or Written(written(chance(stage)))

    def heat(self, temperature: str, stage: Stage, at: datetime) -> tuple[str, datetime | None]:
        """What is left of it by now, and when it falls next; a journey that ended cools no more."""
        left = standing(temperature, at, rules=self._rules, now=self.now)
        return left, None if stage.semantic in DONE else cools_at(left, at, rules=self._rules)


def _bound(owners: Collection[int]) -> dict[int, Collection[int]]:
    """Of those who work for a partner, whose leads they see."""
    rows = User.objects.filter(pk__in=owners).annotate(theirs=bound_to()).values_list("pk", "theirs")
    return {pk: theirs for pk, theirs in rows if theirs is not None}


def _there(model: type[Treatment | Partner], keys: Iterable[int | None]) -> set[int]:
    wanted = {key for key in keys if key is not None}
    return set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def moment(text: str, otherwise: datetime) -> datetime:
    return datetime.fromisoformat(text) if text else otherwise


SOURCE = Lead.Source.OTHER
