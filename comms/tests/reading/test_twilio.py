"""Twilio's forms as vectors/INDEX.md expects them, and any other bytes as nothing worse than silence."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from comms.providers.base import CallNews, Incoming, Sender, Status
from comms.providers.twilio.reading import accounts_in, event_of, read
from comms.services.stop_words import START, STOP, asked_by
from comms.tests.reading.wire import NOW, named, needs_vectors

OURS, ACCOUNT = "+393399957000", "AC00000000000000000000000000000001"


def told() -> dict[str, list]:
    cases = named("twilio/webhooks_signed.json")["cases"]
    return {one["name"]: list(read(one["body"].encode(), now=NOW)) for one in cases if one["valid"]}


@needs_vectors
def test_an_sms_is_one_message_with_who_wrote_it_and_to_which_of_our_numbers():
    [message] = told()["sms_inbound_unicode"]

    assert message == Incoming(
        OURS,
        "SMe287d7109a5a925f182f0e07fe5b223b",
        Sender(phone="+393331234567"),
        NOW,
        body="Përshëndetje ☺ sa kushton & kur?",
    )


@needs_vectors
def test_stops_are_heard_and_sentences_with_the_word_are_not():
    news = {name: one[0] for name, one in told().items() if name.startswith("sms_inbound_st")}

    assert {name: asked_by(one.body) for name, one in news.items()} == {
        "sms_inbound_stop": STOP,
        "sms_inbound_stop_no_optouttype": STOP,
        "sms_inbound_stop_in_sentence": "",
        "sms_inbound_start": START,
    }
    assert news["sms_inbound_stop"].about == {"opt_out": "STOP"}


@needs_vectors
def test_files_names_without_a_number_and_empty_texts_are_no_trouble():
    news = told()
    [files], [name] = news["sms_inbound_mms"], news["sms_inbound_alphanumeric_sender"]

    assert [(one.media_id, one.mime) for one in files.media] == [("ME1", "image/jpeg"), ("ME2", "application/pdf")]
    assert (files.body, name.sender) == ("", Sender(name="INFOBANK"))


@needs_vectors
def test_statuses_are_told_in_our_words_with_the_code_of_a_failure():
    news = {name: one[0] for name, one in told().items() if name.startswith("sms_status")}

    assert {name: (one.state, one.code) for name, one in news.items()} == {
        "sms_status_sent": ("accepted", ""),
        "sms_status_delivered": ("delivered", ""),
        "sms_status_undelivered_30003": ("failed", "30003"),
        "sms_status_failed_21610": ("failed", "21610"),
        "sms_status_late_sent_after_delivered": ("accepted", ""),
    }


@needs_vectors
def test_calls_and_recordings_are_told_with_what_orders_them():
    news = told()
    [ringing], [hidden] = news["voice_inbound"], news["voice_inbound_anonymous"]
    [softphone], [done] = news["voice_client_outgoing"], news["voice_status_completed"]
    [missed], [recording] = news["voice_status_no_answer"], news["recording_completed"]

    assert (ringing.direction, ringing.caller, ringing.account) == ("inbound", "+393331234567", OURS)
    assert hidden.caller == ""
    assert (softphone.direction, softphone.caller, softphone.account) == (
        "outbound",
        "client:tenant-1_user-7",
        ACCOUNT,
    )
    assert (done.state, done.seconds, done.sequence) == ("completed", 63, 3)
    assert done.at == datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)
    assert (missed.state, missed.direction) == ("no-answer", "outbound")
    assert (recording.recording_id[:2], recording.recording_seconds, recording.state) == ("RE", 61, "")
    assert recording.call_id == done.call_id


@needs_vectors
def test_repeats_have_one_name_and_different_news_have_two():
    cases = {
        one["name"]: one["body"].encode() for one in named("twilio/webhooks_signed.json")["cases"] if one["valid"]
    }
    events = {name: event_of(body) for name, body in cases.items()}

    assert (
        events["sms_inbound_unicode"] == events["https_with_port"] == "message:SMe287d7109a5a925f182f0e07fe5b223b"
    )
    assert events["sms_status_sent"] == "status:SM1342fe1b2c904d1ab04f0fc7a58abca9:sent"
    assert events["sms_status_failed_21610"].endswith(":failed:21610")
    assert events["voice_status_completed"] == "call:CA12345678901234567890123456789012:3:completed"
    assert events["recording_completed"].startswith("recording:RE")
    assert accounts_in(cases["sms_status_sent"]) == accounts_in(cases["sms_inbound_unicode"]) == (OURS, ACCOUNT)


def test_a_status_names_our_message_by_the_address_that_it_was_asked_at():
    form = urlencode({"MessageSid": "SM1", "MessageStatus": "delivered", "From": OURS}).encode()

    [status] = read(form, now=NOW, query="message=5b0c")

    assert (status.reference, status.account) == ("5b0c", OURS)


def test_whatsapp_by_twilio_is_known_by_number_or_by_id():
    form = {"MessageSid": "SM1", "Body": "Ciao", "To": f"whatsapp:{OURS}", "From": "whatsapp:US.1234"}
    with_number = form | {"From": "whatsapp:+393331234567", "ExternalUserId": "whatsapp:US.1234"}

    [hidden], [known] = (read(urlencode(one).encode(), now=NOW) for one in (form, with_number))

    assert (hidden.sender, hidden.account) == (Sender(user_id="US.1234"), OURS)
    assert known.sender == Sender(phone="+393331234567", user_id="US.1234")


SIDS = ["MessageSid", "SmsSid", "CallSid", "RecordingSid", "AccountSid", "MessageStatus", "SmsStatus", "CallStatus"]
REST = ["From", "To", "Body", "NumMedia", "MediaUrl0", "Timestamp", "ErrorCode", "CallDuration", "Direction"]
FIELD = st.sampled_from([*SIDS, *REST, "SequenceNumber", "RecordingDuration", "OptOutType"])
VALUE = st.text(max_size=6) | st.sampled_from(
    ["sent", "+393331234567", "\0", "-1", "99999999999", "outbound", "Fri, 99"]
)


@given(st.dictionaries(FIELD, VALUE))
def test_no_form_breaks_the_reader(form):
    body = urlencode(form, errors="replace").encode()

    for one in read(body, now=NOW):
        assert isinstance(one, Incoming | Status | CallNews)
        assert one.at.tzinfo is not None
    assert event_of(body)
    assert all(isinstance(one, str) for one in accounts_in(body))


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reader(body):
    read(body, now=NOW)
    event_of(body)
