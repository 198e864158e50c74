"""What somebody chose for a whole file, beside what each column becomes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.services.owners import possible_owners
from tenants.settings.countries import is_country

NOBODY, AS_IN_FILE = "", "file"
MOST_WORDS = 20  # that count as yes
TAKE, LEAVE_OUT = "", "leave_out"  # what becomes of rows that look like somebody


@dataclass(frozen=True)
class Options:
    """`owner`: NOBODY, AS_IN_FILE or the number of a colleague. `tag` is for all. `day_first`: None is guessed from
    the dates of the file. `yes` are the words of consent columns that count, empty for the usual ones. `near`: TAKE
    or LEAVE_OUT what looks like somebody."""

    owner: str = NOBODY
    tag: str = ""
    day_first: bool | None = None
    form_country: str = ""
    yes: tuple[str, ...] = ()
    near: str = TAKE

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"yes": list(self.yes)}


def read_options(given: Mapping[str, Any]) -> Options:
    """What a page or a program sent; what it did not say is as usual. Raises InvalidData by `options.<name>`."""
    wrong: dict[str, list[str]] = {}
    gone = _("This does not exist.")
    owner, country, day_first = (
        str(given.get("owner") or NOBODY),
        given.get("form_country") or "",
        given.get("day_first"),
    )
    if owner not in (NOBODY, AS_IN_FILE) and not _is_owner(owner):
        wrong["options.owner"] = [gone]
    if country and not is_country(str(country)):
        wrong["options.form_country"] = [gone]
    if day_first not in (None, True, False):
        wrong["options.day_first"] = [_("Yes, no, or nothing.")]
    near = given.get("near") or TAKE
    if near not in (TAKE, LEAVE_OUT):
        wrong["options.near"] = [gone]
    if unknown := given.keys() - Options.__dataclass_fields__.keys():
        wrong |= {f"options.{name}"[:80]: [gone] for name in sorted(unknown)[:5]}
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    yes = given.get("yes") or ()
    words = yes[:MOST_WORDS] if isinstance(yes, list | tuple) else ()
    return Options(
        owner=owner,
        tag=one_line(str(given.get("tag") or ""))[:40],
        day_first=day_first,
        form_country=str(country),
        yes=tuple(str(word)[:40] for word in words),
        near=near,
    )


def kept_options(kept: Mapping[str, Any]) -> Options:
    """As they were kept: whatever became of a colleague since, the loading sees."""
    known = {name: value for name, value in kept.items() if name in Options.__dataclass_fields__}
    return Options(**known | {"yes": tuple(known.get("yes", ()))})


def options_for_another(kept: Mapping[str, Any]) -> Options:
    """As they were kept, for another file with such columns: a colleague who left is nobody."""
    options = kept_options(kept)
    is_gone = options.owner not in (NOBODY, AS_IN_FILE) and not _is_owner(options.owner)
    return replace(options, owner=NOBODY) if is_gone else options


def _is_owner(text: str) -> bool:
    return text.isascii() and text.isdigit() and possible_owners().filter(pk=int(text[:18])).exists()
