"""From the cells of a row to a person (F:I8): pure, and quick enough for tens of thousands."""

from collections.abc import Callable, Sequence
from datetime import datetime

from leads.services.importing.columns.kinds import META, PLACES
from leads.services.importing.files.doubts import SPOILING
from leads.services.importing.rows.facts import consents_in, custom_in, rating_in, reference_of, website_in
from leads.services.importing.rows.moments import moment_in
from leads.services.importing.rows.notes import note_in
from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.reaching import contacts_in
from leads.services.importing.rows.reasons import (
    BAD_ROW,
    CLOSED_PLACE,
    CONSENT_UNCLEAR,
    COUNTRY_UNKNOWN,
    DATE_AHEAD,
    DATE_UNREADABLE,
    INCOMPLETE,
    LANGUAGE_UNKNOWN,
    TEST,
    UNREACHABLE,
)
from leads.services.importing.rows.row import Row
from leads.services.importing.rows.texts import several_in, spoken, text_in
from leads.services.importing.rows.words import clear_word, source_named, stage_said, stop_word
from leads.services.reading import LIMITS, Contact, name_in
from leads.services.reading.places import country_named, language_named

TEST_TEXT = "<test lead: dummy data"
TEST_MAILS = frozenset({"test@fb.com", "test@meta.com"})
CLOSED = frozenset({"closedpermanently", "permanentlyclosed", "true", "yes", "1"})
MOST_TAGS = 20
LONGEST_TAG = 40


def read_row(number: int, cells: Sequence[str], plan: Plan, doubts: Sequence[str] = ()) -> Row:
    """What this row says. `doubts` are those of its line in the file. The same cells give the same row."""
    said = _texts(cells, plan)
    doubted = list(doubts)
    country = _named(said.get("country", ""), country_named, COUNTRY_UNKNOWN, doubted)
    contacts = _contacts(cells, plan, country, doubted)
    first, last, company = _name(said, plan)
    source, sub_source = _source(said, plan)
    return Row(
        number=number,
        cells=tuple(cells),
        first_name=first,
        last_name=last,
        contacts=contacts,
        country=country or next((contact.country for contact in contacts if contact.country), ""),
        city=said.get("city", "")[: LIMITS["city"]],
        language=_named(said.get("language", ""), language_named, LANGUAGE_UNKNOWN, doubted),
        company=company[: LIMITS["company"]],
        interest=spoken(said.get("interest", ""))[: LIMITS["treatment"]],
        note=note_in(cells, plan),
        source=source,
        sub_source=sub_source[: LIMITS["sub_source"]],
        partner=said.get("partner", ""),
        stage=stage_said(said.get("stage", "")),
        owner=said.get("owner", ""),
        created_at=_moment(said.get("created", ""), plan, doubted),
        last_contact_at=_moment(said.get("last_contact", ""), plan, doubted),
        consents=consents_in(cells, said, plan, doubted),
        tags=_tags(cells, plan),
        do_not_contact=_is_stop(cells, plan, doubted),
        reference=reference_of(said.get("reference", ""), plan),
        rating=rating_in(said, doubted),
        website=website_in(said.get("website", "")),
        custom=custom_in(said, plan),
        is_test=clear_word(said.get("is_test", "")) is True,
        reason=_reason(said, contacts, bool(first or last), plan, doubted),
        doubts=tuple(dict.fromkeys(doubted)),
    )


def _texts(cells: Sequence[str], plan: Plan) -> dict[str, str]:
    """By target, of the first of its columns that says something."""
    found: dict[str, str] = {}
    for target, place in plan.columns:
        if (cell := cells[place]) and target not in found and (text := text_in(cell)):
            found[target] = text
    return found


def _all(cells: Sequence[str], plan: Plan, *targets: str) -> list[str]:
    there = [cells[place] for target in targets for place in plan.places.get(target, ())]
    return [text for cell in there if cell and (text := text_in(cell))]


def _tags(cells: Sequence[str], plan: Plan) -> tuple[str, ...]:
    """Of all columns that hold some, each once."""
    named = (tag[:LONGEST_TAG] for text in _all(cells, plan, "tags") for tag in several_in(text))
    return tuple(dict.fromkeys(named))[:MOST_TAGS]


def _is_stop(cells: Sequence[str], plan: Plan, doubts: list[str]) -> bool:
    """One column that asks for it is enough: who may be called and not written to is left alone, too."""
    words = [stop_word(text) for text in _all(cells, plan, "do_not_contact")]
    if None in words:
        doubts.append(CONSENT_UNCLEAR)
    return True in words


def _contacts(cells: Sequence[str], plan: Plan, country: str, doubts: list[str]) -> tuple[Contact, ...]:
    mixed = [one for text in _all(cells, plan, "contacts") for one in several_in(text)]
    phones = _all(cells, plan, "phone", "phone2") + [one for one in mixed if "@" not in one]
    mails = _all(cells, plan, "email") + [one for one in mixed if "@" in one]
    hints = tuple(code for code in (country, plan.form_country) if code)
    return contacts_in(phones, mails, hints, plan.clinic_country, doubts)


def _name(said: dict[str, str], plan: Plan) -> tuple[str, str, str]:
    """First name, last name and company. A place is called what it is; a company alone is called by its name."""
    company = said.get("company", "")
    first, last = name_in(said)
    if company and (plan.kind == PLACES or not (first or last)):
        return company[: LIMITS["first_name"]], "", company
    return first, last, company


def _source(said: dict[str, str], plan: Plan) -> tuple[str, str]:
    """Source and which one. A word that is none of our sources says which."""
    text = said.get("source", "")
    source = source_named(text) if text else ""
    which = said.get("sub_source", "") or (text if not source else "")
    return source, which or ("Google Maps" if plan.kind == PLACES else "")


def _named(text: str, named: Callable[[str], str], doubt: str, doubts: list[str]) -> str:
    found = named(text) if text else ""
    if text and not found:
        doubts.append(doubt)
    return found


def _moment(text: str, plan: Plan, doubts: list[str]) -> datetime | None:
    if not text:
        return None
    found = moment_in(text, plan.zone, plan.day_first)
    if found is None:
        doubts.append(DATE_UNREADABLE)
    elif found > plan.now:
        doubts.append(DATE_AHEAD)
        return None
    return found


def _reason(
    said: dict[str, str], contacts: Sequence[Contact], has_name: bool, plan: Plan, doubts: Sequence[str]
) -> str:
    """Why the row is left out, of REASONS; empty when it is not."""
    if not SPOILING.isdisjoint(doubts):
        return BAD_ROW
    if plan.kind == META and _is_test(said):
        return TEST
    if "closed" in said and "".join(filter(str.isalnum, said["closed"].lower())) in CLOSED:
        return CLOSED_PLACE
    if not has_name or not contacts:
        return INCOMPLETE
    return "" if any(contact.is_valid for contact in contacts) else UNREACHABLE


def _is_test(said: dict[str, str]) -> bool:
    return said.get("email", "").lower() in TEST_MAILS or any(TEST_TEXT in text.lower() for text in said.values())
