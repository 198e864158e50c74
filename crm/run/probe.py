"""Prove that the product works before saying so: green health, and a lead all the way into the list."""

import time

import httpx

from crm.run.demo import DemoClinic
from crm.run.ending import Asked, Ending

LEAD = {
    "first_name": "Test",
    "last_name": "Enquiry",
    "email": "start-check@example.com",
    "utm_source": "start-check",
}
LIST = "/admin/leads/lead/"


def wait_for_health(port: int, *, seconds: float, ending: Ending) -> str | None:
    """None as soon as /health answers 200, else what it said last. Raises Asked when the run is to stop."""
    deadline, last = time.monotonic() + seconds, "no answer"
    while time.monotonic() < deadline:
        if ending.asked:
            raise Asked
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/health", timeout=5, trust_env=False)
        except httpx.HTTPError as error:
            last = f"{type(error).__name__}: {error}"
        else:
            if answer.status_code == 200:
                return None
            last = f"{answer.status_code}: {answer.text[:300]}"
        time.sleep(0.1)
    return last


def lead_arrives(clinic: DemoClinic, port: int) -> str | None:
    """Post an enquiry as the clinic's website does and look for it as its agent: None, or what failed.

    It goes to the archive at once, and a repeat is recognised as the same lead, so the list does not fill up.
    """
    try:
        with _client(clinic, port) as website:
            answer = website.post("/api/v1/leads", json=LEAD, headers={"X-API-Key": clinic.secret_key})
            if answer.status_code not in (200, 201):
                return f"posting a lead gave {answer.status_code}: {answer.text[:300]}"
        with _client(clinic, port) as agent:
            return _seen_by(agent, clinic) or _put_away(agent, answer.json().get("lead_id"))
    except httpx.HTTPError as error:
        return f"{type(error).__name__}: {error}"


def _client(clinic: DemoClinic, port: int) -> httpx.Client:
    """The loopback address with the clinic's Host: Python does not resolve *.localhost."""
    headers = {"Host": f"{clinic.host}:{port}"}
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10, trust_env=False)


def _seen_by(agent: httpx.Client, clinic: DemoClinic) -> str | None:
    login = clinic.login("agent", "manager", "admin")
    if login is None:
        return f"{clinic.name} has no demo login"
    agent.get("/admin/login/")
    form = {"username": login.email, "password": login.password, "csrfmiddlewaretoken": _token(agent)}
    answer = agent.post("/admin/login/?next=/admin/", data=form)
    if answer.status_code != 302:
        return f"logging in as {login.email} gave {answer.status_code} instead of a redirect"
    listed = agent.get(LIST, params={"q": LEAD["email"]})
    if listed.status_code != 200 or f"{LEAD['first_name']} {LEAD['last_name']}" not in listed.text:
        return f"the lead is not in the list of {login.email} ({listed.status_code})"
    return None


def _put_away(agent: httpx.Client, lead: int | None) -> str | None:
    """Into the archive, where nobody takes it for a patient."""
    form = {"action": "archive", "_selected_action": str(lead), "csrfmiddlewaretoken": _token(agent)}
    answer = agent.post(LIST, data=form)
    return None if answer.status_code == 302 else f"archiving the lead gave {answer.status_code}"


def _token(agent: httpx.Client) -> str:
    return next((value for name, value in agent.cookies.items() if "csrf" in name), "")
