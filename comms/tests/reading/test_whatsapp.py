"""WhatsApp's webhook as vectors/INDEX.md expects it, and any other shape as nothing worse than silence."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.providers.base import (
    AccountNews,
    AddressChange,
    CallNews,
    Echo,
    Incoming,
    Preference,
    Sender,
    Status,
    TemplateNews,
)
from comms.providers.whatsapp.reading import READERS, read
from comms.providers.whatsapp.splitting import split
from comms.tests.reading.wire import FOLDER, NOW, named, needs_vectors, raw

NUMBER, WABA = "106540352242922", "102290129340398"
LUCA = Sender(phone="+393331234567", name="Luca")
VALUE = {
    "metadata": {"phone_number_id": NUMBER},
    "contacts": [{"profile": {"name": "Luca"}, "wa_id": "393331234567"}],
    "messages": [
        {
            "from": "393331234567",
            "id": "wamid.1",
            "timestamp": "1795168800",
            "type": "text",
            "text": {"body": "Ciao"},
        }
    ],
    "statuses": [{"id": "wamid.2", "status": "failed", "timestamp": "1795168800", "errors": [{"code": 131047}]}],
}


def envelope(value: object, field: str = "messages") -> bytes:
    return json.dumps({"entry": [{"id": WABA, "changes": [{"field": field, "value": value}]}]}).encode()


def pywa(name: str) -> dict[str, list]:
    return {
        key: list(read(json.dumps(body).encode(), now=NOW)) for key, body in named(f"whatsapp/pywa/{name}").items()
    }


@needs_vectors
def test_every_file_of_the_vectors_is_read():
    for path in sorted((FOLDER / "whatsapp").rglob("*.json")):
        shapes = named(f"whatsapp/pywa/{path.name}").values() if path.parent.name == "pywa" else [named_(path)]
        for shape in shapes:
            read(json.dumps(shape).encode(), now=NOW)


def named_(path) -> object:
    return json.loads(path.read_bytes())


@needs_vectors
def test_every_message_of_pywas_samples_becomes_one_that_people_can_read():
    told = {key: news[0] for key, news in pywa("message.json").items()}
    silent = {"voice", "audio", "image", "media_with_url", "static_sticker", "animated_sticker", "unsupported"}
    silent |= {"unreaction_empty", "unreaction_no_emoji", "current_location", "order", "unsupported_with_type"}

    assert all(isinstance(one, Incoming) and one.sender.phone == "+972987654321" for one in told.values())
    assert {key for key, one in told.items() if not one.body} == silent | {"interactive_message_with_err"}
    assert {key for key, one in told.items() if one.media} == {
        *("image", "media_with_url", "video", "document", "audio", "voice", "static_sticker", "animated_sticker")
    }
    assert told["document"].media[0].name == "filename.pdf"
    assert (told["voice"].about, told["audio"].about) == ({"voice": True}, {})
    assert told["reaction"].reply_to == ("wamid.yzxyzx=",)
    assert told["reply"].reply_to == ("wamid.xyzxyz==",)
    assert told["contacts"].body == "Chandler Bing, Monica, Rachel Green"
    assert told["unsupported"].about["errors"][0]["code"] == "131051"
    assert told["referral"].referral["ctwa_clid"] == "CTWA_CLID"


@needs_vectors
def test_choices_edits_and_what_was_taken_back_keep_what_they_are_about():
    choices = [
        news[0].body for name in ("callback_button", "callback_selection") for news in pywa(f"{name}.json").values()
    ]
    edited = pywa("edited_message.json")["image"][0]
    revoked = pywa("deleted_message.json")["revoke"][0]

    assert set(choices) == {"title"}
    assert (edited.kind, edited.body, len(edited.media)) == ("edit", "Updated image caption", 1)
    assert edited.reply_to[0].startswith("wamid.HBgLMTQxMjU1")
    assert (revoked.kind, revoked.reply_to) == ("revoke", ("<ORIGINAL_WHATSAPP_MESSAGE_ID>",))


@needs_vectors
def test_statuses_are_told_in_our_words():
    told = {key: news[0] for key, news in pywa("message_status.json").items()}

    assert {key: one.state for key, one in told.items()} == {
        "sent": "accepted",
        "with_tracker": "accepted",
        "delivered": "delivered",
        "read": "read",
        "played": "read",
        "failed": "failed",
        "group": "read",
    }
    assert (told["with_tracker"].reference, told["failed"].code) == ("some data", "130472")


@needs_vectors
@pytest.mark.parametrize(
    "path", sorted((FOLDER / "whatsapp").glob("status_failed_*.json")), ids=lambda path: path.stem
)
def test_a_failure_keeps_its_code(path):
    [status] = read(path.read_bytes(), now=NOW)

    assert (status.state, status.account) == ("failed", NUMBER)
    assert status.code == path.stem.removeprefix("status_failed_")


@needs_vectors
def test_somebody_without_a_number_is_known_by_the_id_that_whatsapp_gives():
    [message] = read(raw("whatsapp/inbound_username_no_phone.json"), now=NOW)

    assert message.sender == Sender(user_id="IT.98765432101234567890", username="sara.dent", name="Sara")
    assert message.at == datetime.fromtimestamp(1763631010, UTC)


@needs_vectors
def test_the_ad_that_somebody_wrote_from_is_kept():
    [message] = read(raw("whatsapp/inbound_ctwa_referral.json"), now=NOW)

    assert message.sender == LUCA
    assert message.referral["source_id"] == "23850000000000001"
    assert message.referral["ctwa_clid"].startswith("ARAkLkA8")


@needs_vectors
def test_preferences_templates_and_new_numbers_are_told():
    [stop] = read(raw("whatsapp/user_preferences_stop.json"), now=NOW)
    [paused] = read(raw("whatsapp/template_paused.json"), now=NOW)
    wants = pywa("user_marketing_preferences.json")
    templates = pywa("template_status_update.json")
    system = pywa("system.json")

    assert (stop.wants, stop.purpose, stop.sender.phone) == (False, "marketing", "+393331234567")
    assert isinstance(stop, Preference)
    assert [news[0].wants for news in wants.values()] == [True, True]
    assert paused == TemplateNews(WABA, "promo_it", "it", NOW, "PAUSED", "FIRST_PAUSE")
    assert templates["approved"][0].reason == ""
    assert templates["rejected"][0].reason.startswith("Your template has parameters")
    moved = system["phone_number_change"][0]
    assert isinstance(moved, AddressChange)
    assert (moved.before.phone, moved.after.phone) == ("+972987654321", "+972912345678")
    assert system["identity_change"][0].kind == "system"


@needs_vectors
def test_calls_are_told():
    [ours] = pywa("call_connect.json")["business_initiated"]
    [theirs] = pywa("call_connect.json")["user_initiated"]
    [ringing] = pywa("call_status.json")["call_status"]

    assert all(isinstance(one, CallNews) for one in (ours, theirs, ringing))
    assert (ours.direction, theirs.direction, ringing.state) == ("outbound", "inbound", "ringing")


@needs_vectors
def test_a_body_is_taken_apart_and_each_part_says_the_same_as_the_whole():
    wholes = ("message", "message_status", "system", "call_status", "user_marketing_preferences")
    for name in (*wholes, "outgoing_message", "account_update", "template_quality_update"):
        for body in named(f"whatsapp/pywa/{name}.json").values():
            whole = json.dumps(body).encode()

            parts = split(whole)

            assert [one for part in parts for one in read(part.body, now=NOW)] == list(read(whole, now=NOW))


def test_each_message_and_each_state_of_one_is_an_event_of_its_own():
    statuses = [{"id": "wamid.2", "status": state} for state in ("sent", "delivered")]

    parts = split(envelope(VALUE | {"statuses": statuses}))

    assert [part.event_id for part in parts] == [
        "message:wamid.1",
        "status:wamid.2:sent",
        "status:wamid.2:delivered",
    ]
    assert {part.accounts for part in parts} == {(NUMBER, WABA)}
    assert split(b"[1]") is None


def test_parts_are_not_many_times_what_came_and_all_of_it_is_told_still():
    messages = [VALUE["messages"][0] | {"id": f"wamid.{number}"} for number in range(300)]
    value = VALUE | {"messages": messages, "statuses": []}
    padded = json.loads(envelope(value)) | {"more": "x" * 100_000}
    crowded = value | {"contacts": [VALUE["contacts"][0] | {"user_id": f"IT.{number}"} for number in range(500)]}

    for body, most in ((json.dumps(padded).encode(), 3), (envelope(crowded), 2)):
        parts = split(body)

        assert sum(len(part.body) for part in parts) < most * len(body)
        told = [one.provider_id for part in parts for one in read(part.body, now=NOW)]
        assert told == [one["id"] for one in messages]


def test_what_is_nested_too_deep_is_no_webhook_however_deep():
    for depth in range(900, 1000):
        deep = b'{"entry":[{"changes":[{"value":{"messages":[{"id":"a","x":' + b"[" * depth + b"]" * depth
        split(deep + b"}]}}]}]}")


def test_a_type_that_is_new_tomorrow_is_kept_as_it_came():
    message = {
        "from": "393331234567",
        "id": "wamid.9",
        "type": "hologram",
        "hologram": {"depth": [1, {"x": "\0y"}]},
    }

    [told] = read(envelope(VALUE | {"messages": [message], "statuses": []}), now=NOW)

    assert (told.kind, told.at, told.about) == ("hologram", NOW, {"said": {"depth": ["1", {"x": "y"}]}})


def test_a_clock_that_runs_ahead_is_not_believed():
    late = VALUE["messages"][0] | {"timestamp": "9999999999"}

    [told, _] = read(envelope(VALUE | {"messages": [late]}), now=NOW)

    assert told.at == NOW


SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["393331234567", "text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


ASIDE = {
    "user_preferences": [{"wa_id": "1", "value": "stop"}],
    "calls": [{"id": 1}],
    "message_echoes": VALUE["messages"],
    "event": "ACCOUNT_RESTRICTION",
    "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1795168800}],
    "message_template_name": "hello",
    "new_quality_score": "RED",
    "max_daily_conversations_per_business": "TIER_1K",
}


@st.composite
def mutilated(draw) -> bytes:
    """A good body in which one place, however deep, holds something else."""
    value = json.loads(json.dumps(VALUE | ASIDE))
    where = value
    while True:
        key = draw(st.sampled_from(sorted(where) if isinstance(where, dict) else range(len(where))))
        if isinstance(where[key], dict | list) and where[key] and draw(st.booleans()):
            where = where[key]
            continue
        where[key] = draw(SHAPES)
        return envelope(value, draw(st.sampled_from(sorted(READERS))))


@given(mutilated())
def test_nothing_that_is_out_of_shape_breaks_the_reader(body):
    for one in [*read(body, now=NOW), *(news for part in split(body) for news in read(part.body, now=NOW))]:
        told = one.said if isinstance(one, Echo) else one
        assert isinstance(
            told, Incoming | Status | Preference | CallNews | AddressChange | TemplateNews | AccountNews
        )
        assert told.at.tzinfo is not None
        assert "\0" not in json.dumps(getattr(told, "body", ""))


@given(st.binary(max_size=60))
def test_bytes_that_are_nothing_say_nothing(body):
    assert read(body, now=NOW) == ()
    assert not split(body)
