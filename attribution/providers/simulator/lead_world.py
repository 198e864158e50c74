"""What the simulated Meta holds: pages, what was filled into their forms, what is wrong with them on purpose."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from attribution.providers.simulator.lead_pages import CAMPAIGN, LEAD, InstantForm, LeadPage, an_id, kept_pages
from crm.lib.signing import meta_signature
from crm.lib.simulating import Hook, Host

TRIES, MOST = 6, 20_000
LEADGEN = "meta.leadgen"  # the name of its webhook, for faults: hook.meta.leadgen


@dataclass
class Standing:
    """Of a page, as it may be set: `is_alive` its token, `may_read_leads` by the Leads Access Manager, `used`
    percent of what it may ask, `lacks` the rights that its token has not."""

    is_subscribed: bool = False
    is_alive: bool = True
    may_read_leads: bool = True
    wants_proof: bool = False
    used: int = 0
    lacks: set[str] = field(default_factory=set)


class LeadWorld:
    """`leads` by their id, the newest last, are all that were ever filled in: the oracle of whoever counts."""

    def __init__(self, host: Host) -> None:
        self.host, self._turn = host, threading.RLock()
        self.forget()

    def forget(self) -> None:
        """As it was at the start."""
        self._pages: dict[str, LeadPage] = {}
        self._standings: dict[str, Standing] = {}
        self.leads: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._read()

    @property
    def pages(self) -> list[LeadPage]:
        """Read again while there are none: the demo may still be on its way."""
        if not self._pages:
            self._read()
        return list(self._pages.values())

    def _read(self) -> None:
        for page in kept_pages(self.host.home):
            self._pages[page.id] = page
            self.leads.update((lead["id"], dict(lead)) for lead in page.filled)

    def know(self, page: LeadPage) -> LeadPage:
        """Also in place of the one of the same id: with another token, say."""
        self._pages[page.id] = page
        return page

    def page(self, fits: Callable[[LeadPage], bool]) -> LeadPage | None:
        return next((page for page in self.pages if fits(page)), None)

    def form(self, form_id: str) -> tuple[LeadPage, InstantForm] | None:
        return next(((page, form) for page in self.pages for form in page.forms if form.id == form_id), None)

    def standing(self, page: LeadPage) -> Standing:
        return self._standings.setdefault(page.id, Standing(is_subscribed=bool(page.url)))

    def of_form(self, form_id: str) -> list[dict[str, Any]]:
        """The newest first."""
        with self._turn:
            found = [lead for lead in self.leads.values() if lead["form_id"] == form_id]
        return sorted(found, key=lambda lead: (lead["at"], lead["id"]), reverse=True)

    def fill(
        self,
        form_id: str,
        answers: Mapping[str, Sequence[str]],
        *,
        boxes: Mapping[str, bool] | None = None,
        at: float | None = None,
        platform: str = "fb",
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """Somebody fills the form, `at` seconds since 1970, and Meta tells of it; the lead's id. `more` is of the
        lead itself (is_organic, an ad's name); without it the lead is of the one ad that there is."""
        found = self.form(form_id)
        if found is None:
            raise KeyError(form_id)
        moment = int(time.time() if at is None else at)
        lead = {"id": an_id(LEAD), "at": moment, "form_id": form_id, "created_time": stamp(moment)}
        lead |= {"field_data": [{"name": name, "values": list(values)} for name, values in answers.items()]}
        if boxes:
            said = [{"checkbox_key": key, "is_checked": "1" if yes else ""} for key, yes in boxes.items()]
            lead["custom_disclaimer_responses"] = said
        lead |= {"platform": platform, **({"is_organic": False, **CAMPAIGN} if more is None else more)}
        with self._turn:
            self.leads[lead["id"]] = lead
            while len(self.leads) > MOST:
                self.leads.popitem(last=False)
        self.tell(found[0], lead)
        return lead["id"]

    def tell(self, page: LeadPage, lead: Mapping[str, Any], *, after: float = 0) -> None:
        """The webhook, with numbers for ids as Meta's pages show them, signed over the very bytes."""
        if not page.url or not self.standing(page).is_subscribed:
            return
        ids = {"leadgen_id": lead["id"], "page_id": page.id, "form_id": lead["form_id"]}
        if lead.get("ad_id"):
            ids |= {"ad_id": lead["ad_id"], "adgroup_id": lead["ad_id"]}
        value = {name: int(one) for name, one in ids.items()} | {"created_time": lead["at"]}
        change = {"field": "leadgen", "value": value}
        entry = {"id": page.id, "time": lead["at"], "changes": [change]}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        signature = meta_signature(body, page.app_secret)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        self.host.hook(Hook(LEADGEN, page.url, body, headers, TRIES), after=after)


def stamp(moment: int) -> str:
    """As Graph writes a moment."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
