"""The role matrix (H:A1, A2, A6): every address and method, asked by everybody, against a table read by people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from crm.testing.canaries import Canary
from crm.testing.walk import Address, Call, addresses, path_of, sent, writes_in
from tenants.desk import pages
from tenants.desk.addresses import addresses as every_address
from tenants.desk.addresses import urlconf_of

# What Django's five admin pages are, by the end of their name and the method.
_OPERATIONS = {
    ("changelist", "GET"): "list",
    ("changelist", "POST"): "action",
    ("add", "GET"): "add",
    ("add", "POST"): "add",
    ("change", "GET"): "detail",
    ("change", "POST"): "change",
    ("delete", "GET"): "delete",
    ("delete", "POST"): "delete",
    ("history", "GET"): "history",
    ("object", "GET"): "detail",
    ("autocomplete", "GET"): "autocomplete",
    ("export", "GET"): "export",
    ("export", "POST"): "export",
}
# Written by being asked at all, on either side: whose session it is, and what tried to log in.
TOO_MANY = 429  # from here on nobody was answered: too often, or a crash
ASIDE = (
    "django_session",
    "usersessions_usersession",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
    "account_emailaddress",
)


@dataclass(frozen=True)
class Row:
    """One line of the table: an address, a method, what it is, and what each person is answered."""

    address: str
    method: str
    operation: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.address:52} {self.method:6} {self.operation:12} " + " ".join(
            f"{answer:9}" for answer in self.answers
        )


def rows(site: str, people: Mapping[str, Client], canary: Canary) -> Iterator[Row]:
    """The whole table as it is answered now; AssertionError when a denied request wrote a row."""
    for address in addresses(urlconf_of(site)):
        for method in methods_of(site, address):
            answers = tuple(answer_to(client, address, method, canary) for client in people.values())
            yield Row(address.name, method, _operation(address.name, method), answers)


def expected(path: Path) -> list[str]:
    """The table as people read and agreed to it; lines that begin with # are words."""
    lines = path.read_text().splitlines()
    return [" ".join(line.split()) for line in lines if line.strip() and not line.startswith("#")]


def methods_of(site: str, address: Address) -> list[str]:
    view = next(one.view for one in every_address(site) if one.route == address.route)
    api_view = getattr(view, "cls", None)
    if api_view is not None:
        return [name for name in ("GET", "POST", "PATCH", "PUT", "DELETE") if hasattr(api_view, name.lower())]
    return [name for name in pages.methods_of(site, address.name) or ("GET", "POST") if name != "HEAD"]


def _operation(name: str, method: str) -> str:
    end = name.rpartition("_")[2].rpartition(":")[2]
    return _OPERATIONS.get((end, method), "open" if method == "GET" else "do")


def answer_to(client: Client, address: Address, method: str, canary: Canary) -> str:
    """yes, no (403), login, absent (404: not there, or not yours), other (405).

    What was written is rolled back; a denied request must have written nothing, in the clinic or in public.
    """
    call = Call(address, method, path_of(address, canary), foreign=False)
    before = _writes(canary)
    with transaction.atomic():
        response = sent(client, call)
        written = _writes(canary) - before
        transaction.set_rollback(True)
    answer = _word(response)
    told = f"{method} {address.name} answered"
    assert response.status_code < TOO_MANY, f"{told} {response.status_code}"
    assert answer == "yes" or not written, f"{told} {answer} and wrote {written} rows"
    return answer


def _writes(canary: Canary) -> int:
    return writes_in(canary.clinic, but=ASIDE, also=["public"])


def _word(response: HttpResponse) -> str:
    if response.status_code == 401 or _leads_to_login(response):
        return "login"
    return {403: "no", 404: "absent", 405: "other"}.get(response.status_code, "yes")


def _leads_to_login(response: HttpResponse) -> bool:
    return response.status_code in {301, 302} and "/login/" in response["Location"]
