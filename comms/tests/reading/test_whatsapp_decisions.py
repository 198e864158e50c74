"""What Meta decides, and what the clinic wrote with its own telephone, as the webhook tells it (INTEGRATIONS 4)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from comms.providers.base import AccountNews, AddressChange, Echo, Sender, Standing, TemplateNews
from comms.providers.whatsapp.reading import read
from comms.providers.whatsapp.splitting import split
from comms.tests.reading.test_whatsapp import NUMBER, WABA, envelope, pywa
from comms.tests.reading.wire import NOW, needs_vectors

LUCA = {"profile": {"name": "Luca"}, "wa_id": "393331234567", "user_id": "IT.1"}
LATER = int((NOW + timedelta(days=3)).timestamp())


def told(value, field, **entry):
    body = {"entry": [{"id": WABA, "changes": [{"field": field, "value": value}], **entry}]}
    return read(json.dumps(body).encode(), now=NOW)


def account(event, **more):
    return [(one.standing, one.until, one.code) for one in told({"event": event, **more}, "account_update")]


def restricted(*kinds):
    return {"restriction_info": [{"restriction_type": f"RESTRICTED_{kind}", "expiration": LATER} for kind in kinds]}


def test_what_left_by_the_clinics_own_telephone_is_told_with_whom_it_went_to():
    ours = {"phone_number_id": NUMBER, "display_phone_number": "447700900001"}
    text = {"from": "447700900001", "to": "393331234567", "id": "wamid.1", "timestamp": "1795168800"}
    text |= {"type": "text", "text": {"body": "Ciao"}}
    back = {"from": "393331234567", "to": "447700900001", "id": "wamid.2", "timestamp": "1795168900"}
    back |= {"type": "revoke", "revoke": {"original_message_id": "wamid.1"}}
    value = {"metadata": ours, "contacts": [LUCA], "message_echoes": [text, back]}

    said, taken = (one.said for one in told(value, "smb_message_echoes"))

    assert (said.account, said.provider_id, said.body, said.kind) == (NUMBER, "wamid.1", "Ciao", "text")
    assert said.sender == taken.sender == Sender("+393331234567", "IT.1", name="Luca")
    assert (taken.kind, taken.reply_to) == ("revoke", ("wamid.1",))
    assert [part.event_id for part in split(envelope(value, "smb_message_echoes"))] == [
        "echo:wamid.1",
        "echo:wamid.2",
    ]


@needs_vectors
def test_pywas_samples_of_echoes_templates_and_accounts_are_read():
    echoes = {key: news[0] for key, news in pywa("outgoing_message.json").items()}
    [quality], [category] = (
        pywa(f"template_{name}_update.json")[key]
        for name, key in (("quality", "yellow"), ("category", "marketing"))
    )
    accounts = {key: [one.standing for one in news] for key, news in pywa("account_update.json").items()}

    assert all(isinstance(one, Echo) and one.said.sender.phone == "+972987654321" for one in echoes.values())
    assert (echoes["edit"].said.body, echoes["edit"].said.reply_to) == ("Text was edited", ("wamid.zzzzzz",))
    at = datetime.fromtimestamp(1674864290, UTC)
    assert quality == TemplateNews(WABA, "welcome_template", "en_US", at, quality="YELLOW")
    assert (category.name, category.category, category.state) == ("my_message_template", "MARKETING", "")
    assert {key: one for key, one in accounts.items() if one} == {
        "account_deleted": ["closed"],
        "account_restriction": ["restricted"],
        "account_violation": ["warned"],
        "account_disabled": ["back"],
        "account_offboarded": ["closed"],
        "account_reconnected": ["back"],
    }


def test_of_several_restrictions_the_gravest_counts_and_those_of_calls_keep_no_message_back():
    until = datetime.fromtimestamp(LATER, UTC)
    both = ("BIZ_INITIATED_MESSAGING", "CUSTOMER_INITIATED_MESSAGING", "ADD_PHONE_NUMBER_ACTION")

    assert account("ACCOUNT_RESTRICTION", **restricted(*both)) == [("silenced", until, "ACCOUNT_RESTRICTION")]
    assert account("ACCOUNT_RESTRICTION", **restricted(both[0])) == [("restricted", until, "ACCOUNT_RESTRICTION")]
    assert account("ACCOUNT_RESTRICTION", **restricted("USER_INITIATED_CALLING")) == []
    endless = [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}]
    assert account("ACCOUNT_RESTRICTION", restriction_info=endless)[0][1] is None


def test_a_ban_is_announced_made_and_lifted_and_a_violation_names_its_rule():
    bans = {state: account("DISABLED_UPDATE", ban_info={"waba_ban_state": state}) for state in
            ("SCHEDULE_FOR_DISABLE", "DISABLE", "REINSTATE", "NEW_TOMORROW")}  # fmt: skip

    assert [[one[0] for one in said] for said in bans.values()] == [["warned"], ["closed"], ["back"], []]
    assert account("ACCOUNT_VIOLATION", violation_info={"violation_type": "ADULT"}) == [("warned", None, "ADULT")]
    assert account("PARTNER_ADDED") == []


@pytest.mark.parametrize(
    ("limit", "a_day"),
    [
        ({"current_limit": "TIER_250"}, 250),
        ({"current_limit": "TIER_10K"}, 10_000),
        ({"current_limit": "TIER_50", "max_daily_conversations_per_business": "TIER_2K"}, 2_000),
        ({"max_daily_conversations_per_business": 100_000}, 100_000),
        ({"current_limit": "TIER_UNLIMITED"}, None),
        ({}, None),
    ],
)
def test_how_a_number_is_received_and_whom_it_may_write_to_first_is_told_of_that_number(limit, a_day):
    value = {"display_phone_number": "447700900001", **limit}
    events = {"FLAGGED": "flagged", "UNFLAGGED": "unflagged", "DOWNGRADE": "limit", "ONBOARDING": None}

    news = {
        event: told({**value, "event": event}, "phone_number_quality_update", time=1795168800) for event in events
    }

    assert {event: one[0].standing if one else None for event, one in news.items()} == events
    at = datetime.fromtimestamp(1795168800, UTC)
    assert news["FLAGGED"][0] == AccountNews(
        WABA, Standing.FLAGGED, at, number="447700900001", code="FLAGGED", a_day=a_day
    )


def test_a_new_id_of_somebody_without_a_number_is_told_with_the_one_before():
    value = {
        "metadata": {"phone_number_id": NUMBER},
        "user_id_update": [{"user_id": {"previous": "IT.1", "current": "IT.2"}, "timestamp": "1795168800"}],
    }

    at = datetime.fromtimestamp(1795168800, UTC)
    assert told(value, "user_id_update") == (
        AddressChange(NUMBER, Sender(user_id="IT.1"), Sender(user_id="IT.2"), at),
    )


def test_a_reaction_that_was_taken_back_says_nothing_and_whoever_opens_the_chat_says_nothing():
    around = {"metadata": {"phone_number_id": NUMBER}, "contacts": [LUCA]}
    base = {"from": "393331234567", "timestamp": "1795168800"}
    messages = [
        {**base, "id": "wamid.1", "type": "reaction", "reaction": {"message_id": "wamid.0"}},
        {**base, "id": "wamid.2", "type": "request_welcome"},
    ]

    gone, opened = told({**around, "messages": messages}, "messages")

    assert (gone.kind, gone.body, gone.reply_to) == ("reaction", "", ("wamid.0",))
    assert (opened.kind, opened.body, opened.sender.phone) == ("request_welcome", "", "+393331234567")
