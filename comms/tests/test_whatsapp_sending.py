"""What Graph is told, and how its answers are read (vectors/whatsapp/send_requests.json, INTEGRATIONS 4.1, 4.4)."""

import json

import pytest

from comms.providers.base import File, Media, OutcomeUnknown, Outgoing, Refused, TemplateCall, To, Trouble
from comms.providers.whatsapp.bodies import LONGEST_TEXT, written
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.providers.whatsapp.errors import refusal, trouble_of
from comms.providers.whatsapp.media import fetch_media, is_theirs
from comms.providers.whatsapp.templates import list_templates
from comms.tests.vectors import vector
from crm.lib.errors import ProviderAway, ProviderError
from crm.lib.http import Reply
from crm.testing.answering import OK, answer, answering, saying

PATIENT = To("phone", "+393331234567")
BODIES = vector("whatsapp/send_requests.json")


def account(server):
    base = server.url.removesuffix("/siteverify")
    return WhatsAppCloud("106540352242922", "EAAB-key", "102290129340398", base=base, seconds=0.6)


def said(body, status=200):
    head = OK.replace(b"200 OK", f"{status} Well".encode())
    return saying(answer(json.dumps(body).encode(), head))


def bodies(server):
    return [json.loads(request.partition(b"\r\n\r\n")[2]) for request in server.heard]


def test_a_text_and_its_receipt():
    with answering(said(BODIES["response_200"])) as server:
        receipt = account(server).send(Outgoing("msg:42", PATIENT, body="Ciao"))

    assert (receipt.provider_id, receipt.address) == ("wamid.HBgLMzkzMzMxMjM0NTY3", "393331234567")
    assert bodies(server) == [BODIES["text"]]
    head = server.heard[0].lower()
    assert head.startswith(b"post /v26.0/106540352242922/messages http/1.1")
    assert b"authorization: bearer eaab-key" in head


def test_who_has_no_number_is_written_to_by_their_id():
    to = To("whatsapp", "IT.98765432101234567890")
    expected = json.loads(json.dumps(BODIES["text_to_bsuid"]))
    expected["text"]["preview_url"] = False

    assert written(Outgoing("", to, body="Ciao")) == expected


@pytest.mark.parametrize(
    ("call", "files", "vector_of"),
    [
        (TemplateCall("welcome", "it", ("Nicolò",), ("first_name",)), (), "template_named_params"),
        (
            TemplateCall("appointment_reminder", "it", ("Nicolò", "21/11 10:00")),
            (File("x.jpg", "image/jpeg", b"x"),),
            "template",
        ),
    ],
)
def test_a_template_with_its_places_by_name_or_in_order(call, files, vector_of):
    expected = BODIES[vector_of]["template"]
    expected = expected | {"components": [part for part in expected["components"] if part["type"] != "button"]}

    assert written(Outgoing("", PATIENT, template=call, files=files), "MEDIA_ID")["template"] == expected


def test_a_file_is_uploaded_and_then_named():
    quote = File("preventivo.pdf", "application/pdf", b"%PDF-1.7", "Preventivo")
    with answering(said({"id": "MEDIA_ID", **BODIES["response_200"]})) as server:
        account(server).send(Outgoing("", PATIENT, files=(quote,)))

    upload, message = server.heard
    assert upload.startswith(b"POST /v26.0/106540352242922/media ")
    assert b'filename="preventivo.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7' in upload
    sent = json.loads(message.partition(b"\r\n\r\n")[2])
    assert sent["document"] == BODIES["document"]["document"]


def test_what_graph_refuses_for_its_shape_does_not_leave():
    large = File("x.png", "image/png", b"x" * (5 * 1024 * 1024 + 1))
    for message, trouble in [
        (Outgoing("", PATIENT, body="x" * (LONGEST_TEXT + 1)), Trouble.CONTENT),
        (Outgoing("", PATIENT), Trouble.CONTENT),
        (Outgoing("", PATIENT, files=(large,)), Trouble.CONTENT),
        (Outgoing("", To("phone", "0039333"), body="Ciao"), Trouble.ADDRESS),
        (Outgoing("", PATIENT, template=TemplateCall("a", "it", ("x",), ("a", "b"))), Trouble.TEMPLATE),
    ]:
        with pytest.raises(Refused) as refused:
            written(message)
        assert refused.value.trouble is trouble


@pytest.mark.parametrize(
    ("name", "trouble", "detail"),
    [
        ("response_400_131047", Trouble.WINDOW, "Message failed to send because more than 24 hours"),
        ("response_400_131030", Trouble.SENDER, "Recipient phone number not in allowed list"),
        ("response_400_132001", Trouble.TEMPLATE, "template name (x) does not exist in it"),
        ("response_401_190", Trouble.AUTH, "Error validating access token"),
    ],
)
def test_a_no_is_a_no_with_its_code_and_words(name, trouble, detail):
    with answering(said(BODIES[name], 400)) as server, pytest.raises(Refused) as refused:
        account(server).send(Outgoing("", PATIENT, body="Ciao"))

    assert (refused.value.trouble, refused.value.code) == (trouble, str(BODIES[name]["error"]["code"]))
    assert refused.value.detail.startswith(detail)
    assert detail not in str(refused.value)  # which goes into logs


TABLE = {
    Trouble.WINDOW: [131047], Trouble.UNREACHABLE: [131026], Trouble.CAPPED: [131049, 130472],
    Trouble.OPTED_OUT: [131050], Trouble.CONTENT: [131051, 131052, 131053, 131008, 131009, 135000],
    Trouble.RATE: [130429, 80007, 4], Trouble.PAIR: [131056], Trouble.SPAM: [131048, 131064],
    Trouble.SENDER: [131030, 131063], Trouble.ACCOUNT: [131031, 368, 131042, 131045, 133010],
    Trouble.TEMPLATE: [132000, 132001, 132005, 132007, 132008, 132012], Trouble.TEMPLATE_PAUSED: [132015, 132016],
    Trouble.TRANSIENT: [131000, 131016, 131057, 1, 2], Trouble.ADDRESS: [131062],
    Trouble.AUTH: [190, 0, 3, 10, 200, 299], Trouble.OTHER: [999999, -1, True, "190", None],
}  # fmt: skip


def test_every_code_of_the_table_is_the_trouble_that_we_know():
    assert {code: trouble_of(code) for codes in TABLE.values() for code in codes} == {
        code: trouble for trouble, codes in TABLE.items() for code in codes
    }


@pytest.mark.parametrize("more", [{"error_data": "in words"}, {"error_data": {"details": "in words"}}])
def test_what_they_say_of_an_error_comes_in_two_shapes(more):
    found = refusal(Reply(400, json.dumps({"error": {"code": 100, "message": "no", **more}}).encode(), 7.0))

    assert (found.trouble, found.detail, found.wait) == (Trouble.OTHER, "in words", 7.0)


@pytest.mark.parametrize(
    "talk",
    [
        lambda one, request: None,
        saying(answer(b"<html>Bad gateway</html>", OK.replace(b"200 OK", b"502 No"))),
        saying(answer(b"{}", OK)),
        saying(answer(b"not JSON", OK)),
        saying(answer(b'{"messages": [{"id": 7}]}', OK)),
        saying(OK + b"Content-Length: 900\r\n\r\n{"),
    ],
    ids=["hung up", "a gateway", "no id", "no JSON", "a strange id", "cut off"],
)
def test_no_clear_yes_or_no_is_unknown(talk):
    with answering(talk) as server, pytest.raises(OutcomeUnknown):
        account(server).send(Outgoing("", PATIENT, body="Ciao"))


def test_nobody_there_or_a_server_that_says_so_is_known_not_to_have_sent():
    with answering(said({}, 503)) as server, pytest.raises(Refused) as busy:
        account(server).send(Outgoing("", PATIENT, body="Ciao"))
    assert busy.value.trouble is Trouble.TRANSIENT

    with pytest.raises(ProviderAway):
        WhatsAppCloud("1", "key", base="http://127.0.0.1:1", seconds=0.6).send(Outgoing("", PATIENT, body="Ciao"))


def test_an_upload_that_got_lost_sent_nothing():
    with answering(lambda one, request: None) as server, pytest.raises(ProviderAway):
        account(server).send(Outgoing("", PATIENT, files=(File("a.pdf", "application/pdf", b"x"),)))


def test_an_upload_that_is_answered_with_something_strange_sent_nothing():
    with answering(said([])) as server, pytest.raises(ProviderAway):
        account(server).send(Outgoing("", PATIENT, files=(File("a.pdf", "application/pdf", b"x"),)))


@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://fbsbx.com/x", True),
        ("https://scontent.facebook.com/x", True),
        ("https://evilfbsbx.com/x", False),
        ("https://fbsbx.com.evil.example/x", False),
        ("https://user@lookaside.fbsbx.com/x", False),
        ("http://lookaside.fbsbx.com/x", False),
        ("http://127.0.0.1:9/x", False),
        ("http://169.254.169.254/latest", False),
    ],
)
def test_files_are_fetched_from_meta_alone(url, theirs):
    assert is_theirs(url, base="https://graph.facebook.com") is theirs
    assert not is_theirs("http://127.0.0.1:7/x", base="http://127.0.0.1:8")


def test_a_file_elsewhere_is_not_asked_for():
    elsewhere = BODIES["media_get_200"] | {"url": "https://evil.example/x"}
    with answering(said(elsewhere)) as server, pytest.raises(ProviderError):
        fetch_media(account(server), Media(media_id="MEDIA_ID"))

    assert len(server.heard) == 1


@pytest.mark.parametrize("name", ["", "../1/message_templates", "1?fields=access_token", "x" * 200])
def test_what_is_no_id_of_a_file_is_not_asked_for(name):
    with answering(said({})) as server, pytest.raises(ProviderError):
        fetch_media(account(server), Media(media_id=name))

    assert server.heard == []


def test_templates_come_page_by_page_and_never_by_the_address_that_holds_the_key():
    pages = iter(["A", ""])
    entry = {"id": "1", "name": "welcome", "language": "it", "status": "REJECTED", "category": "MARKETING",
             "components": [{"type": "BODY", "text": "Ciao {{1}}"}, "?"], "rejected_reason": "SCAM"}  # fmt: skip

    def talk(one, request):
        after = next(pages)
        paging = {"cursors": {"after": after}} | (
            {"next": "https://graph.facebook.com/?access_token=x"} if after else {}
        )
        one.sendall(answer(json.dumps({"data": [entry], "paging": paging}).encode()))

    with answering(talk) as server:
        first, second = list_templates(account(server))

    assert first == second
    assert (first.name, first.state, first.body, first.reason) == (
        "welcome",
        "REJECTED",
        "Ciao {{1}}",
        "SCAM",
    )
    assert b"after=A" in server.heard[1]
    assert b"access_token" not in server.heard[1]


def test_the_key_is_never_shown():
    assert "EAAB" not in repr(WhatsAppCloud("1", "EAAB-key"))
    with pytest.raises(Refused) as refused:
        WhatsAppCloud("1", "EAAB\nkey").send(Outgoing("", PATIENT, body="Ciao"))
    assert refused.value.trouble is Trouble.AUTH
