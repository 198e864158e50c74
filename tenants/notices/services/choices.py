"""How one person wants to hear of each kind of notice. What is about safety is not chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tenants.notices.models import NoticeChoice
from tenants.notices.registry import NoticeKind, notice_kinds
from tenants.notices.services.words import filled
from tenants.staff.models import User


@dataclass(frozen=True)
class Choice:
    """`can_mail`: this kind is mailed at all."""

    kind: str
    label: str
    icon: str
    bell: bool
    mail: bool
    can_mail: bool

    def changed(self, *, bell: bool, mail: bool) -> "Choice":
        return replace(self, bell=bell, mail=mail and self.can_mail)


def choices_of(user: User) -> list[Choice]:
    """All kinds that can be chosen, in the language that is active."""
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    found = [_choice(kind, chosen.get(kind.name)) for kind in notice_kinds() if not kind.always]
    return sorted(found, key=lambda choice: choice.label)


def always_told() -> list[str]:
    """What everybody is told whatever they choose."""
    return sorted(filled(kind.label, {}) for kind in notice_kinds() if kind.always)


def choose(user: User, choices: Iterable[Choice]) -> None:
    rows = [NoticeChoice(user=user, kind=c.kind, bell=c.bell, mail=c.mail) for c in choices]
    NoticeChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["bell", "mail"]
    )


def _choice(kind: NoticeKind, row: NoticeChoice | None) -> Choice:
    bell, mail = (row.bell, row.mail) if row else (True, True)
    return Choice(kind.name, filled(kind.label, {}), kind.icon, bell, mail and kind.mail, kind.mail)
