"""One page at Meta, over Graph v26.0 (INTEGRATIONS 3, read 2026-11-20)."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attribution.providers.meta_leads import reading
from attribution.providers.meta_leads.base import (
    Form,
    Forms,
    Leads,
    MetaLead,
    MetaRefused,
    Pace,
    Page,
    TokenState,
    Trouble,
)
from attribution.providers.meta_leads.errors import refusal
from attribution.providers.meta_leads.usage import pace_of
from crm.lib.errors import ProviderError
from crm.lib.http import Reply, ask, bearer
from crm.lib.shapes import items, loaded, mapping, text, whole

GRAPH, VERSION = "https://graph.facebook.com", "v26.0"
OK = range(200, 300)
A_PAGE = 100  # leads or forms of one answer
MOST = 4 * 1024 * 1024  # bytes of an answer
LEAD_FIELDS = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,field_data,is_organic,"
    "platform,custom_disclaimer_responses"
)
FORM_FIELDS = "id,name,status,locale,questions,leads_count"


class MetaPages:
    """One page's door. `base_url` is of the environment, never of a clinic; `page_id` empty is whose token it is;
    `seconds` are for each question. Every method raises MetaRefused and nothing else."""

    def __init__(
        self, base_url: str, token: str, app_id: str, app_secret: str, page_id: str = "", seconds: float = 10
    ) -> None:
        self.page_id, self.pace = page_id or "me", Pace()
        self._base, self._token, self._seconds = base_url or GRAPH, token, seconds
        self._app_id, self._app_secret = app_id, app_secret

    def token_state(self) -> TokenState:
        """Asked as the app. Meta takes the token that it looks at in the address alone: the one place where one
        stands there."""
        key = f"{self._app_id}|{self._app_secret}"
        return reading.token_in(self._asked("GET", "debug_token", {"input_token": self._token}, key=key))

    def page(self) -> Page:
        found = self._asked("GET", self.page_id, {"fields": "id,name"})
        return Page(whole(found.get("id"), 40), text(found.get("name"), 255))

    def subscribed(self) -> bool:
        found = self._asked("GET", f"{self.page_id}/subscribed_apps", {})
        return reading.is_subscribed(found, self._app_id)

    def subscribe(self) -> None:
        found = self._asked("POST", f"{self.page_id}/subscribed_apps", {"subscribed_fields": "leadgen"})
        if found.get("success") is not True:
            raise MetaRefused(Trouble.OTHER, code="not subscribed")

    def forms(self, after: str = "") -> Forms:
        query = {"fields": FORM_FIELDS, "limit": str(A_PAGE)} | _at(after)
        found = self._asked("GET", f"{self.page_id}/leadgen_forms", query)
        told = tuple(reading.form_in(one) for one in items(found.get("data")))
        return Forms(tuple(form for form in told if form.id), reading.next_in(found))

    def form(self, form_id: str) -> Form:
        return reading.form_in(self._asked("GET", _id(form_id), {"fields": FORM_FIELDS}))

    def leads(
        self, form_id: str, *, since: datetime | None = None, until: datetime | None = None, after: str = ""
    ) -> Leads:
        query = {"fields": LEAD_FIELDS, "limit": str(A_PAGE)} | _between(since, until) | _at(after)
        found = self._asked("GET", f"{_id(form_id)}/leads", query)
        told = tuple(reading.lead_in(one) for one in items(found.get("data")))
        return Leads(tuple(lead for lead in told if lead.id), reading.next_in(found))

    def lead(self, leadgen_id: str) -> MetaLead:
        found = reading.lead_in(self._asked("GET", _id(leadgen_id), {"fields": LEAD_FIELDS}))
        if not found.id:
            raise MetaRefused(Trouble.OTHER, code="no lead")
        return found

    def make_test_lead(self, form_id: str) -> str:
        """Its id. Meta keeps one for each form; it comes back as any other lead, and `is_test`."""
        return whole(self._asked("POST", f"{_id(form_id)}/test_leads", {}).get("id"), 40)

    def _asked(self, method: str, path: str, query: Mapping[str, str], *, key: str = "") -> Mapping[str, Any]:
        url, headers = f"{self._base}/{VERSION}/{path}", _header(key or self._token)
        params = dict(query) if key else {**query, **self._proof()}
        try:
            reply = ask(method, url, seconds=self._seconds, most=MOST, headers=headers, params=params)
        except ProviderError as away:
            raise MetaRefused(Trouble.TRANSIENT, code="away") from away
        self.pace = pace_of(reply.usage)
        return _understood(reply)

    def _proof(self) -> dict[str, str]:
        """That whoever asks with this very token is the app (Meta's "Require App Secret")."""
        return {"appsecret_proof": proof_of(self._token, self._app_secret)} if self._app_secret else {}


def _header(token: str) -> dict[str, str]:
    """What no header can carry was never a token."""
    try:
        return bearer(token or "\n")
    except ValueError:
        raise MetaRefused(Trouble.DEAD_TOKEN, code="key") from None


def proof_of(token: str, app_secret: str) -> str:
    return hmac.new(app_secret.encode(), token.encode(), "sha256").hexdigest()


def _understood(reply: Reply) -> Mapping[str, Any]:
    """The object of a success. Graph has answered 200 with an error inside, and its proxies 200 with a page."""
    found = mapping(loaded(reply.body))
    if reply.status not in OK or not found or "error" in found:
        raise refusal(reply)
    return found


def _id(said: str) -> str:
    """Goes into an address: digits alone. What is none is not there."""
    if not (said.isascii() and said.isdigit() and len(said) <= 40):
        raise MetaRefused(Trouble.MISSING, code="id")
    return said


def _at(after: str) -> dict[str, str]:
    return {"after": after} if after else {}


def _between(since: datetime | None, until: datetime | None) -> dict[str, str]:
    ends = (("GREATER_THAN", since), ("LESS_THAN", until))
    wanted = [
        {"field": "time_created", "operator": operator, "value": int(at.timestamp())} for operator, at in ends if at
    ]
    return {"filtering": json.dumps(wanted, separators=(",", ":"))} if wanted else {}
