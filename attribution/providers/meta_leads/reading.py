"""What Meta answers and tells, as values of base. Whatever shape it has, nothing here raises."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from attribution.providers.meta_leads.base import (
    Answer,
    Form,
    LeadEvent,
    MetaLead,
    Question,
    TokenState,
)
from crm.lib.shapes import items, loaded, mapping, moment, storable, text, whole

Shape = Mapping[str, object]
LONG_ID, LONG_NAME, LONG_KEY = 40, 255, 200
TEST_ADDRESSES = {"test@fb.com", "test@meta.com"}
TEST_WORDS = "<test lead: dummy data"
_CREATED = "%Y-%m-%dT%H:%M:%S%z"  # +0000, without a colon
_YES = {"1", "true", "yes"}


def event_in(body: bytes, *, now: datetime) -> LeadEvent | None:
    """The event of one part of `splitting.split`; None for what is none. `now` is when it came, for what names no
    moment."""
    entry = next(items(mapping(loaded(body)).get("entry")), {})
    value = mapping(next(items(entry.get("changes")), {}).get("value"))
    page_id = whole(entry.get("id"), LONG_ID) or whole(value.get("page_id"), LONG_ID)
    if not page_id:
        return None
    return LeadEvent(
        page_id=page_id,
        leadgen_id=whole(value.get("leadgen_id"), LONG_ID),
        form_id=whole(value.get("form_id"), LONG_ID),
        ad_id=whole(value.get("ad_id"), LONG_ID) or whole(value.get("adgroup_id"), LONG_ID),
        created_at=moment(value.get("created_time") or entry.get("time"), now),
    )


def lead_in(found: Shape) -> MetaLead:
    """A lead of an answer. Repeated names stay repeated, and all values of each stay."""
    names = ("id", "form_id", "ad_id", "adset_id", "campaign_id")
    ids = {name: whole(found.get(name), LONG_ID) for name in names}
    titles = {name: text(found.get(name), LONG_NAME) for name in ("ad_name", "adset_name", "campaign_name")}
    answers = tuple(_answers(found))
    return MetaLead(
        **ids,
        **titles,
        created_at=_created(found.get("created_time")),
        is_organic=_is_yes(found.get("is_organic")),
        platform=text(found.get("platform"), 20).lower(),
        answers=answers,
        disclaimers=tuple(_disclaimers(found)),
        is_test=_is_test(answers),
        raw=_storable(found),
    )


def form_in(found: Shape) -> Form:
    count = found.get("leads_count")
    return Form(
        id=whole(found.get("id"), LONG_ID),
        name=text(found.get("name"), LONG_NAME),
        status=text(found.get("status"), LONG_ID).upper(),
        locale=text(found.get("locale"), 20),
        questions=tuple(question_in(one) for one in items(found.get("questions")) if text(one.get("key"))),
        leads_count=count if type(count) is int and count >= 0 else None,
    )


def question_in(found: Shape) -> Question:
    options = (
        (text(one.get("key"), LONG_KEY), text(one.get("value"), LONG_NAME)) for one in items(found.get("options"))
    )
    return Question(
        key=text(found.get("key"), LONG_KEY),
        label=text(found.get("label"), 500),
        type=text(found.get("type"), LONG_ID).upper() or "CUSTOM",
        options=tuple((key, label) for key, label in options if key),
    )


def token_in(found: Shape) -> TokenState:
    """Of an answer of debug_token."""
    data = mapping(found.get("data"))
    scopes = data.get("scopes")
    granular = {text(one.get("scope"), LONG_ID): one for one in items(data.get("granular_scopes"))}
    return TokenState(
        is_valid=data.get("is_valid") is True,
        kind=text(data.get("type"), LONG_ID).upper(),
        scopes=tuple(_texts(scopes)),
        expires_at=_second(data.get("expires_at")),
        data_expires_at=_second(data.get("data_access_expires_at")),
        app_id=whole(data.get("app_id"), LONG_ID),
        page_id=whole(data.get("profile_id"), LONG_ID),
        leads_of=tuple(_texts(granular.get("leads_retrieval", {}).get("target_ids"))),
    )


def is_subscribed(found: Shape, app_id: str) -> bool:
    """Whether the answer of subscribed_apps names our app, or any when we know no id of ours, with leads."""
    return any(
        "leadgen" in _texts(one.get("subscribed_fields"))
        and (not app_id or whole(one.get("id"), LONG_ID) == app_id)
        for one in items(found.get("data"))
    )


def next_in(found: Shape) -> str:
    """The cursor of the next page. An answer without `next` is the last one, though it has cursors; `next` itself
    holds the token and is not looked into."""
    paging = mapping(found.get("paging"))
    return text(mapping(paging.get("cursors")).get("after"), 1000) if paging.get("next") else ""


def _answers(found: Shape) -> Iterator[Answer]:
    for one in items(found.get("field_data")):
        if name := text(one.get("name"), LONG_KEY).strip():
            values = one.get("values")
            said = _texts(values if isinstance(values, list) else [values])
            yield Answer(name, tuple(value.strip() for value in said if value.strip()))


def _disclaimers(found: Shape) -> Iterator[tuple[str, bool]]:
    for one in items(found.get("custom_disclaimer_responses")):
        if key := text(one.get("checkbox_key"), LONG_KEY):
            yield key, _is_yes(one.get("is_checked"))


def _is_test(answers: tuple[Answer, ...]) -> bool:
    """There is no flag: Meta's testing tool writes this, in whatever case (INTEGRATIONS 3.3)."""
    said = [value.casefold() for answer in answers for value in answer.values]
    return any(value.startswith(TEST_WORDS) or value in TEST_ADDRESSES for value in said)


def _is_yes(value: object) -> bool:
    return value is True or text(value, 10).lower() in _YES


def _created(value: object) -> datetime | None:
    try:
        return datetime.strptime(text(value, 40), _CREATED).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _second(value: object) -> datetime | None:
    """0 is never."""
    said = value if type(value) is int else 0
    return datetime.fromtimestamp(said, UTC) if 0 < said < 10**11 else None


def _texts(value: object) -> Iterator[str]:
    return (said for one in value if (said := text(one))) if isinstance(value, list) else iter(())


def _storable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {storable(str(name)): _storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return storable(value) if isinstance(value, str) else value
