"""The patient's phone as a page: choose who you are, write, read, call. Plain HTML, no script."""

import secrets
from pathlib import Path

from comms.providers.simulator import drawing
from comms.providers.simulator.speaking import speak
from comms.providers.simulator.voice_calls import end, pick_up, ring_clinic
from comms.providers.simulator.world import Patient, World
from crm.lib.mail import mail_address
from crm.lib.phone import e164
from crm.lib.simulating import Answer, Host, Request

CSS = Path(__file__).with_name("phone.css")
LONGEST = 4096
P = r"/phone/(?P<key>\w+)"


def plug(host: Host, world: World) -> None:
    host.route("page.css", "GET", "/phone.css", lambda request: Answer(200, CSS.read_bytes(), "text/css"))
    host.route("page.home", "GET", "/", lambda request: _page(drawing.home(world)))
    host.route("page.new", "POST", "/phones", lambda request: _new(world, request))
    for name, view in (("", _phone), ("/talk", _talk)):
        host.route("page.phone", "GET", P + name, lambda request, view=view: _with(world, request, view))
    for name, deed in (("write", _write), ("reads", _reads), ("call", _call), ("answer", _answer), ("end", _end)):
        path = f"{P}/{name}"
        host.route("page.deed", "POST", path, lambda request, deed=deed: _with(world, request, deed))


def _with(world: World, request: Request, view: object) -> Answer:
    patient = world.patients.get(request.parts["key"])
    return view(world, patient, request) if patient else _page("<p>Nobody has this phone.</p>", 404)


def _phone(world: World, patient: Patient, request: Request) -> Answer:
    return _page(drawing.phone(world, patient, request.query.get("clinic", "")))


def _talk(world: World, patient: Patient, request: Request) -> Answer:
    return _page(drawing.talk(world, patient, request.query.get("clinic", "")))


def _write(world: World, patient: Patient, request: Request) -> Answer:
    line = world.line(lambda one: one.slug == request.field("clinic"))
    text, channel = request.field("text").strip()[:LONGEST], request.field("channel")
    if line and text and channel in drawing.channels(patient):
        speak(world, line, patient, channel, text, **_more(request, channel))
    return _back(request)


def _more(request: Request, channel: str) -> dict[str, object]:
    if channel == "mail":
        return {"subject": request.field("subject").strip()[:200]}
    ad = request.field("ad") and channel == "whatsapp"
    about = {"source_type": "ad", "source_id": "120210000000000001", "ctwa_clid": secrets.token_urlsafe(24)}
    words = {"headline": "New teeth in a week", "body": "Ask for a quote", "source_url": "https://fb.me/example"}
    return {"referral": about | words} if ad else {}


def _reads(world: World, patient: Patient, request: Request) -> Answer:
    patient.reads = not patient.reads
    return _back(request)


def _call(world: World, patient: Patient, request: Request) -> Answer:
    line = world.line(lambda one: one.slug == request.field("clinic"))
    if line and patient.phone:
        ring_clinic(world, line, patient)
    return _back(request)


def _answer(world: World, patient: Patient, request: Request) -> Answer:
    pick_up(world, patient)
    return _back(request)


def _end(world: World, patient: Patient, request: Request) -> Answer:
    end(world, patient, "completed")
    return _back(request)


def _new(world: World, request: Request) -> Answer:
    name = request.field("name").strip()[:80]
    phone, email = request.field("phone").strip(), mail_address(request.field("email").strip()) or ""
    found = e164(phone) if phone else None
    if not name or (phone and not found) or (request.field("email").strip() and not email):
        return _page(drawing.home(world, wrong="A name is needed; a number with its country code (+44 ...)."), 422)
    key, user_id = secrets.token_hex(4), f"GB.9{secrets.randbelow(10**18):018}"
    world.add(Patient(key, name, phone=found or "", email=email, user_id=user_id))
    return Answer(303, headers={"Location": f"/phone/{key}"})


def _back(request: Request) -> Answer:
    slug = request.field("clinic")
    clinic = f"?clinic={slug}" if slug.replace("-", "").isalnum() else ""
    return Answer(303, headers={"Location": f"/phone/{request.parts['key']}{clinic}"})


def _page(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode(), "text/html; charset=utf-8")
