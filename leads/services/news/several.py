"""A person hears of a few leads one by one, and of more that there are several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.services.news.links import list_of_leads, page_of
from tenants.notices.services.notify import notify
from tenants.staff.models import User

FEW = 2


@dataclass(frozen=True)
class News:
    """Something about the lead of that key; `key` tells it from other news, `about` fills the slots."""

    lead: int
    key: str
    about: Mapping[str, str]


def tell_each(
    person: User, news: Sequence[News], *, one: str, several: str, once: str, about: Mapping[str, str] | None = None
) -> None:
    """By notices of the kind `one`, or one of the kind `several`, which is told `once`; `about` is for that."""
    if len(news) > FEW:
        number = {"number": str(len(news))}
        notify([person], several, about=number | dict(about or {}), link=list_of_leads(), key=once)
        return
    for each in news:
        notify([person], one, about=each.about, link=page_of(each.lead), key=each.key)
