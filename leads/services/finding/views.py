"""Searches that people keep: their own, or for everybody (LOOK, leads)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from crm.lib.lines import one_line
from leads.models import Lead, SavedView
from leads.services.finding.counting import counts_of
from leads.services.finding.custom import could_be_custom
from leads.services.finding.filters import LeadFilters, names_of_filters
from leads.services.many import CHANGE
from tenants.staff.models import User

MOST = 12  # views of one person, and tabs of one bar
COUNTED = 1000  # leads of a view; more are shown as 999+
LONGEST_NAME, LONGEST_QUERY = 60, 2000
SORTING = ("sort_by", "sort_order")
SEARCH, SEARCHED = "search", "q"  # the box of the list has a name of its own for it


def tabs_of(reader: User) -> list[SavedView]:
    """The first MOST that this person sees, their own before those of colleagues."""
    seen = list(SavedView.objects.visible_to(reader).select_related("owner"))
    return sorted(seen, key=lambda view: view.owner_id != reader.pk)[:MOST]


def plain_query(query: str) -> str:
    """The filters and the order in an address, in one spelling: equal for what shows the same list. One of a field
    that is here no more stays: without it the list would be wider."""
    data, known = QueryDict(query), names_of_filters()
    said = sorted((_as_filter(name), value) for name, values in data.lists() for value in values if value.strip())
    kept = QueryDict(mutable=True)
    for name, value in said:
        if name in known or name in SORTING or could_be_custom(name):
            kept.appendlist(name, value)
    return kept.urlencode()


def without_search(query: str) -> str:
    """The same for whoever is searched: names and numbers are of people, and a view outlives an erasure."""
    kept = QueryDict(plain_query(query), mutable=True)
    kept.pop(SEARCH, None)
    return kept.urlencode()


def _as_filter(name: str) -> str:
    return SEARCH if name == SEARCHED else name


@transaction.atomic
def save_view(name: str, query: str, *, is_shared: bool, by: User) -> SavedView:
    """Keep filters and order under a name; one's own of that name is replaced. InvalidData for a name or filters
    that cannot be kept, and for more than MOST; NotAllowed to share without the right to change leads."""
    _check(by, is_shared)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are one after the other
    own = SavedView.objects.filter(owner=by)
    kept = own.filter(name=_name(name)).first()
    if kept is None and own.count() >= MOST:
        raise InvalidData(_("You keep %(most)d views already. Delete one first.") % {"most": MOST})
    view = kept or SavedView(owner=by, name=_name(name), position=own.count())
    view.query, view.is_shared = _query(query), is_shared
    view.save()
    return view


@transaction.atomic
def change_view(pk: int, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Another name, for everybody or not. Raises NotThere, NotAllowed, InvalidData, Conflict for a name in use."""
    view = _hold(pk, by)
    if is_shared != view.is_shared:
        _check(by, is_shared)
    view.name, view.is_shared = _name(name), is_shared
    if SavedView.objects.filter(owner=view.owner_id, name=view.name).exclude(pk=view.pk).exists():
        taken = _("Another of your views has this name.")
        raise Conflict(taken, fields={"name": [taken]})
    view.save(update_fields=["name", "is_shared"])
    return view


@transaction.atomic
def delete_view(pk: int, *, by: User) -> None:
    """The search, never its leads. Raises NotThere, NotAllowed."""
    _hold(pk, by).delete()


def counts_of_views(views: Iterable[SavedView], *, reader: User, now: datetime) -> list[int]:
    """How many leads `reader` sees in each, as far as COUNTED; in one statement."""
    rows = Lead.objects.visible_to(reader)
    many = [LeadFilters(QueryDict(view.query), rows, reader=reader, now=now).qs for view in views]
    return counts_of(many, most=COUNTED, reader=reader)


def _hold(pk: int, by: User) -> SavedView:
    """One's own; what a colleague shares is seen, and theirs to change, until they leave."""
    rows = SavedView.objects.visible_to(by).select_related("owner")
    view = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if view is None:
        raise NotThere
    if view.owner_id != by.pk and (view.owner.is_active or not by.has_perm(CHANGE)):
        raise NotAllowed(_("This view belongs to a colleague."))
    return view


def _check(by: User, is_shared: bool) -> None:
    if is_shared and not by.has_perm(CHANGE):
        raise NotAllowed(_("Your role keeps views for itself only."))


def _name(text: str) -> str:
    name = one_line(text)
    if not name or len(name) > LONGEST_NAME:
        wrong = _("Give the view a name of up to %(most)d letters.") % {"most": LONGEST_NAME}
        raise InvalidData(wrong, fields={"name": [wrong]})
    return name


def _query(query: str) -> str:
    kept = without_search(query)
    if len(kept) > LONGEST_QUERY:
        raise InvalidData(_("This search is too long to be kept."))
    return kept
