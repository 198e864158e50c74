"""What an address asks of the board: names of LeadFilters, and two of its own."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from leads.admin.chips import chips_of
from leads.models import Lead, Stage, Temperature
from leads.querysets import LeadQuerySet
from leads.services.board import Column, behind, columns_of
from leads.services.finding.fields import ids_among
from leads.services.finding.filters import LeadFilters, names_of_filters
from leads.services.finding.narrowing import ME
from tenants.desk.changelist import ActiveFilter

AFTER, ENDED, OPENED = "after", "ended", "open"
SWITCHES = {"assigned_to": ME, "temperature": Temperature.HOT.value}


class Asked:
    """`after` is the last card of a page that was shown; `ended=open` unfolds the ends of a journey."""

    def __init__(self, request: HttpRequest):
        self.data, self.reader, self.now = request.GET, request.user, timezone.now()

    @cached_property
    def filters(self) -> LeadFilters:
        visible = Lead.objects.visible_to(self.reader)
        return LeadFilters(self.data, visible, reader=self.reader, now=self.now)

    @cached_property
    def rows(self) -> LeadQuerySet:
        return self.filters.qs

    @cached_property
    def _wanted(self) -> list[str]:
        return getattr(self.filters.form, "cleaned_data", {}).get("status") or []

    @property
    def stages(self) -> QuerySet[Stage]:
        """Those that are asked for; all when none is named."""
        named = Q(pk__in=ids_among(self._wanted)) | Q(semantic__in=self._wanted)
        return Stage.objects.filter(named) if self._wanted else Stage.objects.all()

    @property
    def names_stages(self) -> bool:
        return bool(self._wanted)

    @property
    def is_unfolded(self) -> bool:
        return self.names_stages or self.data.get(ENDED) == OPENED

    def columns(self) -> list[Column]:
        return columns_of(self.rows, stages=self.stages, unfolded=self.is_unfolded, ahead=self._ahead())

    def _ahead(self) -> LeadQuerySet | None:
        """Behind the last card that was shown; from the first again when that is not here any more."""
        last = self.rows.filter(pk__in=ids_among([self.data.get(AFTER, "")])).first()
        return behind(self.rows, last) if last else None

    def is_narrowed(self) -> bool:
        return any(True for _ in self.filters.on())

    def is_on(self, name: str) -> bool:
        return self.data.getlist(name) == [SWITCHES[name]]

    def switched(self, name: str) -> str:
        """The board with a switch turned."""
        return self.with_(**{name: None if self.is_on(name) else SWITCHES[name]})

    def chips(self) -> Iterator[ActiveFilter]:
        """The filters that no switch shows."""
        shown = {str(self.filters.filters[name].label) for name in SWITCHES if self.is_on(name)}
        return (chip for chip in chips_of(self.filters) if chip.title not in shown)

    def wrong(self) -> list[tuple[str, str]]:
        """Filters that cannot be read: what they are called, and what is odd."""
        return [(called, odd) for _name, called, odd in self.filters.wrong_in_words()]

    def with_(self, **changed: Any) -> str:
        """The board from its first card, with these names of the address changed; None drops one."""
        return board_address(_changed(self.data, {AFTER: None, **changed}))

    def in_list(self, stage: Stage) -> str:
        """The same leads in the list."""
        plain = {name: None for name in self.data if name not in names_of_filters()}
        asked = _changed(self.data, {**plain, "status": stage.pk})
        return f"{reverse('admin:leads_lead_changelist')}?{asked.urlencode()}"


def board_address(asked: QueryDict) -> str:
    page = reverse("admin:leads_board")
    return f"{page}?{asked.urlencode()}" if asked else page


def _changed(data: QueryDict, changed: dict[str, Any]) -> QueryDict:
    asked = data.copy()
    for name, value in changed.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return asked
