import json
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from attribution.providers.answers import OutcomeUnknown, Refused, Trouble
from attribution.providers.google.datamanager import DataManager, Progress, Target
from attribution.providers.google.tokens import SCOPE, TOKENS, ServiceAccount, SignedIn
from attribution.providers.tests.talking import body_of, head_of, needs_vectors, saying, vector
from crm.lib.errors import ProviderAway, ProviderError

EVENT = {"transactionId": "42:accepted", "eventTimestamp": "2026-11-20T10:15:30Z", "eventSource": "OTHER"}
TARGET = Target("1234567890", "555666777", "9876543210")


@dataclass
class Given:
    def token(self) -> str:
        return "ya29.token"


def client(base: str) -> DataManager:
    return DataManager(Given(), base=base, seconds=2)


@needs_vectors
def test_a_request_is_written_as_the_official_client_writes_it():
    known = vector("google_ads/datamanager_ingest_request.json")["body"]
    with saying(200, {"requestId": "r-1"}) as (base, server):
        assert client(base).ingest(known["events"], TARGET, only_try=True) == "r-1"

    assert body_of(server.heard[0]) == known
    assert head_of(server.heard[0]).startswith("POST /v1/events:ingest HTTP/1.1")
    assert "bearer ya29.token" in head_of(server.heard[0]).lower()


def told(status: str, reason: str = "") -> dict:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    return {"error": {"code": 400, "status": status, "message": "m", "details": details}}


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (400, told("INVALID_ARGUMENT", "INVALID_CURRENCY_CODE"), Trouble.EVENT),
        (400, told("INVALID_ARGUMENT", "NO_IDENTIFIERS_PROVIDED"), Trouble.EVENT),
        (400, told("INVALID_ARGUMENT", "EVENT_TIME_INVALID"), Trouble.TOO_OLD),
        (400, told("INVALID_ARGUMENT", "INVALID_CONVERSION_ACTION_ID"), Trouble.SETUP),
        (403, told("PERMISSION_DENIED", "NOT_ALLOWLISTED"), Trouble.ACCOUNT),
        (
            400,
            told("FAILED_PRECONDITION", "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED"),
            Trouble.ACCOUNT,
        ),
        (401, told("UNAUTHENTICATED"), Trouble.AUTH),
        (429, told("RESOURCE_EXHAUSTED"), Trouble.RATE),
        (503, told("UNAVAILABLE"), Trouble.TRANSIENT),
        (400, told("INVALID_ARGUMENT"), Trouble.EVENT),
        (418, told("SOMETHING_NEW"), Trouble.OTHER),
        (404, b"<html>", Trouble.SETUP),
    ],
)
def test_each_refusal_is_told_apart(status, body, trouble):
    with saying(status, body) as (base, _), pytest.raises(Refused) as no:
        client(base).ingest([EVENT], TARGET)

    assert no.value.trouble is trouble


def test_the_reason_of_a_field_goes_before_that_of_the_whole():
    violations = [{"field": "events[0].currency", "reason": "INVALID_CURRENCY_CODE"}]
    error = told("INVALID_ARGUMENT", "INVALID_ARGUMENT")
    error["error"]["details"].append({"fieldViolations": violations})
    with saying(400, error) as (base, _), pytest.raises(Refused) as no:
        client(base).ingest([EVENT], TARGET)

    assert no.value.code == "INVALID_CURRENCY_CODE"


@pytest.mark.parametrize("answer", [(200, {}), (200, b"<html>"), (500, b"oops")])
def test_an_answer_that_says_neither_yes_nor_no_is_unknown(answer):
    with saying(*answer) as (base, _), pytest.raises(OutcomeUnknown):
        client(base).ingest([EVENT], TARGET)


def test_more_than_two_thousand_events_are_no_request():
    with pytest.raises(ValueError, match="2000"):
        client("http://127.0.0.1:9").ingest([EVENT] * 2001, TARGET)


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        ("SUCCESS", Progress.SUCCESS),
        ("PROCESSING", Progress.PROCESSING),
        ("PARTIAL_SUCCESS", Progress.PARTIAL),
        ("FAILED", Progress.FAILED),
        (1, Progress.SUCCESS),
        (3, Progress.FAILED),
        ("NEW_WORD", Progress.PROCESSING),
        (None, Progress.PROCESSING),
    ],
)
def test_what_became_of_a_request_is_asked_for_later(said, progress):
    counts = {"errorCounts": [{"recordCount": "2", "reason": "PROCESSING_ERROR_REASON_INVALID_GCLID"}]}
    told = {"requestStatusPerDestination": [{"requestStatus": said, "errorInfo": counts}]}
    with saying(200, told) as (base, server):
        found = client(base).standing("r-1")

    assert found.progress is progress
    assert found.reasons == (("PROCESSING_ERROR_REASON_INVALID_GCLID", 2),)
    assert "GET /v1/requestStatus:retrieve?requestId=r-1" in head_of(server.heard[0])


@pytest.mark.parametrize("told", [{}, {"requestStatusPerDestination": []}, {"requestStatusPerDestination": [1]}])
def test_a_status_that_is_none_is_an_error(told):
    with saying(200, told) as (base, _), pytest.raises(ProviderError):
        client(base).standing("r-1")


def key_file() -> tuple[str, rsa.RSAPublicKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    about = {"type": "service_account", "client_email": "us@p.iam.example", "private_key": pem}
    return json.dumps(about | {"token_uri": "https://elsewhere.example/token"}), key.public_key()


def test_a_service_account_signs_for_google_alone_and_never_goes_where_its_file_says():
    text, public = key_file()
    with saying(200, {"access_token": "ya29.new", "expires_in": 3599}) as (base, server):
        account = ServiceAccount.of_file(text, url=f"{base}/token")
        assert account.token() == "ya29.new"

    assert head_of(server.heard[0]).startswith("POST /token")
    said = jwt.decode(account.assertion(now=datetime.now(UTC)), public, algorithms=["RS256"], audience=TOKENS)
    assert (said["iss"], said["scope"], said["exp"] - said["iat"]) == ("us@p.iam.example", SCOPE, 3600)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"type": "service_account"}', "[" * 9000])
def test_what_is_no_key_file_is_told(text):
    with pytest.raises(ValueError, match=r"."):
        ServiceAccount.of_file(text)


def test_a_refresh_token_that_ended_is_a_matter_of_the_key():
    with saying(400, {"error": "invalid_grant"}) as (base, _), pytest.raises(Refused) as no:
        SignedIn("id", "secret", "refresh", url=base).token()

    assert (no.value.trouble, no.value.code) == (Trouble.AUTH, "invalid_grant")


def test_a_token_server_that_is_broken_is_away():
    with saying(500, b"oops") as (base, _), pytest.raises(ProviderAway):
        SignedIn("id", "secret", "refresh", url=base).token()
