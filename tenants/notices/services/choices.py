"""How one person wants to hear of each kind of notice. What is about safety is not chosen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from tenants.notices.carriers import carriers
from tenants.notices.models import NoticeChoice
from tenants.notices.registry import NoticeKind, notice_kinds
from tenants.notices.services.words import filled
from tenants.staff.models import User


@dataclass(frozen=True)
class Ways:
    """By which ways one person hears of one kind."""

    bell: bool
    mail: bool
    carriers: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return self.bell or self.mail or bool(self.carriers)


@dataclass(frozen=True)
class Choice:
    """`can_mail`: this kind is mailed at all. `carried` are those chosen of `can_carry`, the names of carriers."""

    kind: str
    label: str
    icon: str
    bell: bool
    mail: bool
    can_mail: bool
    carried: tuple[str, ...] = ()
    can_carry: tuple[str, ...] = ()

    def changed(self, *, bell: bool, mail: bool, carried: Collection[str] = ()) -> "Choice":
        names = tuple(name for name in self.can_carry if name in carried)
        return replace(self, bell=bell, mail=mail and self.can_mail, carried=names)


def choices_of(user: User) -> list[Choice]:
    """All kinds that can be chosen, in the language that is active."""
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    found = [_choice(kind, chosen.get(kind.name)) for kind in notice_kinds() if not kind.always]
    return sorted(found, key=lambda choice: choice.label)


def always_told() -> list[str]:
    """What everybody is told whatever they choose."""
    return sorted(filled(kind.label, {}) for kind in notice_kinds() if kind.always)


def choose(user: User, choices: Iterable[Choice]) -> None:
    rows = [
        NoticeChoice(user=user, kind=c.kind, bell=c.bell, mail=c.mail, carriers=list(c.carried)) for c in choices
    ]
    NoticeChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["bell", "mail", "carriers"]
    )


def ways_of(known: NoticeKind, people: Iterable[int], *, mail: bool) -> dict[int, Ways]:
    """For each of `people`, by key; without `mail` nobody is mailed. A carrier comes to whoever asked alone."""
    may_mail = mail and known.mail
    ways = dict.fromkeys(people, Ways(True, may_mail))
    if known.always:
        return ways
    rows = NoticeChoice.objects.filter(user__in=list(ways), kind=known.name)
    there = _carriers_of(known)
    chosen = {
        row.user_id: Ways(row.bell, row.mail and may_mail, tuple(name for name in there if name in row.carriers))
        for row in rows
    }
    return ways | chosen


def _choice(kind: NoticeKind, row: NoticeChoice | None) -> Choice:
    bell, mail, carried = (row.bell, row.mail, row.carriers) if row else (True, True, [])
    whole = Choice(
        kind.name, filled(kind.label, {}), kind.icon, bell, mail, kind.mail, (), tuple(_carriers_of(kind))
    )
    return whole.changed(bell=bell, mail=mail, carried=carried)


def _carriers_of(kind: NoticeKind) -> Sequence[str]:
    return [one.name for one in carriers()] if kind.is_urgent else []
