"""What an error of the Data Manager API means: google.rpc.Status with its ErrorInfo (INTEGRATIONS 8.3)."""

from typing import Any

from attribution.providers.answers import Refused, Trouble, error_in, without_code
from crm.lib.errors import ProviderError
from crm.lib.http import Reply

_BY_REASON: dict[Trouble, tuple[str, ...]] = {
    Trouble.SETUP: (
        "INVALID_CONVERSION_ACTION_ID", "DESTINATION_ACCOUNT_NOT_FOUND", "INVALID_DESTINATION",
        "MULTIPLE_DESTINATIONS_FOR_GOOGLE_ADS_ACCOUNT", "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH",
    ),
    Trouble.ACCOUNT: (
        "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED", "NOT_ALLOWLISTED", "ACCESS_DENIED",
        "DESTINATION_ACCOUNT_DATA_POLICY_PROHIBITS_ENHANCED_CONVERSIONS", "PERMISSION_DENIED", "SERVICE_DISABLED",
    ),
    Trouble.EVENT: (
        "NO_IDENTIFIERS_PROVIDED", "INVALID_CURRENCY_CODE", "INVALID_HEX_ENCODING", "INVALID_EVENT_SOURCE",
        "INVALID_EMAIL_FORMAT", "INVALID_PHONE_NUMBER_FORMAT", "INVALID_SHA256_FORMAT", "INVALID_CLICK_ID",
        "REQUIRED_FIELD_MISSING", "INVALID_FIELD_VALUE",
    ),
    Trouble.TOO_OLD: ("EVENT_TIME_INVALID", "EVENT_TIME_TOO_OLD"),
    Trouble.RATE: ("RATE_LIMIT_EXCEEDED", "TOO_MANY_EVENTS"),
}  # fmt: skip
REASONS = {reason: trouble for trouble, reasons in _BY_REASON.items() for reason in reasons}
_BY_STATUS = {
    "INVALID_ARGUMENT": Trouble.EVENT,
    "FAILED_PRECONDITION": Trouble.ACCOUNT,
    "OUT_OF_RANGE": Trouble.EVENT,
    "UNAUTHENTICATED": Trouble.AUTH,
    "PERMISSION_DENIED": Trouble.ACCOUNT,
    "NOT_FOUND": Trouble.SETUP,
    "RESOURCE_EXHAUSTED": Trouble.RATE,
    "UNAVAILABLE": Trouble.TRANSIENT,
    "ABORTED": Trouble.TRANSIENT,
    "INTERNAL": Trouble.TRANSIENT,
    "DEADLINE_EXCEEDED": Trouble.TRANSIENT,
}


def refusal(reply: Reply) -> ProviderError:
    """Refused, when the API said no: by the reason that it gives, else by its status."""
    error = error_in(reply)
    status = error.get("status")
    if not isinstance(status, str):
        return without_code(reply)
    reason = _reason(error)
    trouble = REASONS.get(reason) or _BY_STATUS.get(status, Trouble.OTHER)
    return Refused(trouble, code=_plain(reason or status), wait=reply.wait)


def trouble_of(reason: str) -> Trouble:
    """Of a reason in the status of a request; PROCESSING_ERROR_REASON_INVALID_GCLID and its like are of events."""
    return REASONS.get(reason, Trouble.EVENT)


def _reason(error: dict[str, Any]) -> str:
    """The first that is told: of the violations of fields, then of the whole."""
    details = [one for one in error.get("details", []) if isinstance(one, dict)] if error.get("details") else []
    fields = [v for one in details for v in (one.get("fieldViolations") or []) if isinstance(v, dict)]
    for one in (*fields, *details):
        if isinstance(one.get("reason"), str) and one["reason"]:
            return one["reason"]
    return ""


def _plain(code: str) -> str:
    return code[:60] if code.replace("_", "").isalnum() and code.isascii() else "other"
