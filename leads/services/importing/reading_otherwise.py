"""A text file is read as somebody says who sees that our guess is wrong: its alphabet, and what parts its cells."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotThere
from leads.models import ImportRow, LeadImport
from leads.services.importing.checking import check, hold, may_be_checked
from leads.services.importing.files import ALPHABETS, DELIMITERS, NAMES
from leads.services.importing.taking import as_read, read_first
from tenants.staff.models import User


def alphabets(about: Mapping[str, str]) -> dict[str, str]:
    """What a file may be read in, by Python's name; the one that it is read in now is among them."""
    now = about.get("encoding", "")
    return _with(ALPHABETS, now, NAMES.get(now, now))


def delimiters(about: Mapping[str, str]) -> dict[str, str | Promise]:
    """As `alphabets`."""
    now = about.get("delimiter", "")
    return _with(DELIMITERS, now, DELIMITERS.get(now, now))


def is_text(brought: LeadImport) -> bool:
    """Sheets and JSON say themselves how they are written."""
    return brought.about.get("format") == "csv"


def read_otherwise(pk: int, *, encoding: str, delimiter: str, by: User, now: datetime) -> LeadImport:
    """Header, samples and columns anew, and then the check with the columns that are suggested. Rows that somebody
    put right stay where the header is the same. A repeat changes nothing more.

    Raises NotThere, Conflict as `checking.check`, InvalidData by field, and what `read_file` says of such a
    reading: then nothing has changed.
    """
    with transaction.atomic():
        hold(pk)
        brought = LeadImport.objects.visible_to(by).filter(pk=pk).first()
        if brought is None:
            raise NotThere
        may_be_checked(brought)
        _demand(brought, encoding, delimiter)
        had = brought.header
        sheet, first = read_first(brought.stored, brought.name, encoding=encoding, delimiter=delimiter)
        for name, value in as_read(sheet, first).items():
            setattr(brought, name, value)
        if brought.header != had:
            ImportRow.objects.filter(brought=brought)._raw_delete("default")
        brought.state, brought.counts = LeadImport.State.READ, {}
        brought.save()
    if any(brought.mapping.values()):
        return check(pk, brought.mapping, brought.options, by=by, now=now)
    return brought


def _demand(brought: LeadImport, encoding: str, delimiter: str) -> None:
    if not is_text(brought):
        raise Conflict(_("This file says itself how it is written."))
    gone = [_("This does not exist.")]
    wrong = {} if encoding in alphabets(brought.about) else {"encoding": gone}
    wrong |= {} if delimiter in delimiters(brought.about) else {"delimiter": gone}
    if wrong:
        raise InvalidData(gone[0], fields=wrong)


def _with(known: Mapping, now: str, called: str) -> dict:
    """Two may be called alike: with a mark at the beginning and without. Then it is the one that is."""
    return {now: called} | {one: name for one, name in known.items() if name != called}
