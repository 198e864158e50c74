"""Labels of conversations: words that a clinic sorts its talks by (F:C1). Taken back as all else."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Conversation
from comms.services.turning import Turned, held, remembered, turn_back
from comms.services.writing import WRITE
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import reversible

LABEL = "conversation.label"
LONGEST = 40
MOST = 10


@transaction.atomic
def label(pk: int, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: User, now: datetime) -> Turned:
    """Tie and untie; a label is the same in whichever case. Raises NotAllowed, and InvalidData for one that is
    empty or too long, and for more than MOST."""
    rows, unseen, by = held([pk], by=by)
    gone = {one.casefold() for one in remove}
    before, wanted = [], []
    for row in rows:
        kept = [one for one in row.labels if one.casefold() not in gone]
        wanted = _each_once([*kept, *map(_read, add)])
        if len(wanted) > MOST:
            raise _wrong(_("At most %(most)d labels.") % {"most": MOST})
        if wanted != row.labels:
            before.append((row.pk, {"labels": row.labels}))
            Conversation.objects.filter(pk=row.pk).update(labels=wanted)
    if not before:
        return Turned(None, 0, unseen)
    after = {"labels": wanted}
    about = {"labels": ", ".join(wanted)}
    return Turned(remembered(LABEL, before, by=by, now=now, after=after, about=about), len(before), unseen)


def spellings(label: str) -> list[str]:
    """As people write the same label: the index of labels knows each by its letters alone."""
    text = one_line(label)
    return sorted({label, text, text.lower(), text.upper(), text.capitalize(), text.title()})


def register_labelling() -> None:
    reversible(LABEL, turn_back, _title, permission=WRITE, of=Conversation)


def _each_once(labels: Iterable[str]) -> list[str]:
    known: dict[str, str] = {}
    for one in labels:
        known.setdefault(one.casefold(), one)
    return list(known.values())


def _read(text: str) -> str:
    read = one_line(text)
    if not read or len(read) > LONGEST:
        raise _wrong(_("A label has 1 to %(most)d letters.") % {"most": LONGEST})
    return read


def _wrong(said: str) -> InvalidData:
    return InvalidData(said, fields={"label": [said]})


def _title(operation: Operation) -> str:
    labels = operation.about.get("labels", "")
    return _("Labels: %(labels)s") % {"labels": labels} if labels else _("Labels removed")
