"""The phone as HTML. Whatever anybody wrote is text in it, never a tag."""

import html
from datetime import UTC, datetime

from comms.providers.simulator.voice_calls import Call
from comms.providers.simulator.world import Patient, World, Written

REFRESH = 2  # seconds; the talk is a frame of its own, so nothing that is being typed is lost
NAMES = {"whatsapp": "WhatsApp", "sms": "SMS", "mail": "E-mail", "call": "Call"}
TICKS = {"sent": "✓", "delivered": "✓✓", "read": "✓✓ read", "failed": "not delivered"}


def channels(patient: Patient) -> list[str]:
    known = {"whatsapp": patient.phone or patient.user_id, "sms": patient.phone, "mail": patient.email}
    return [name for name, address in known.items() if address]


def home(world: World, wrong: str = "") -> str:
    people = "".join(_person(patient) for patient in reversed(world.patients.values()))
    said = f'<p class="wrong" role="alert">{_text(wrong)}</p>' if wrong else ""
    fields = _field("name", "Name", "required") + _field("phone", "Phone", 'placeholder="+44 7700 900123"')
    new = f"{said}{fields}{_field('email', 'E-mail', 'type=email')}<button>Take this phone</button>"
    return _page(
        "Whose phone?",
        f"""<header><h1>Whose phone?</h1><p>Play the patient: what you write here reaches the demo clinics as if it
        came from WhatsApp, a telephone or a mailbox. Some answer by themselves.</p></header>
        <ul class="people">{people}</ul>{_links(world)}<h2>Somebody else</h2>
        <form method="post" action="/phones" class="new">{new}</form>""",
    )


def _links(world: World) -> str:
    return "".join(f'<p><a href="{path}">{_text(said)}</a></p>' for said, path in world.host.links)


def phone(world: World, patient: Patient, slug: str) -> str:
    lines = world.lines
    if not lines:
        return _page(
            patient.name, "<p>No clinic is connected yet: the demo clinics are, after <code>make run</code>.</p>"
        )
    line = next((one for one in lines if one.slug == slug), lines[0])
    tabs = "".join(_tab(one.slug, one.name, is_open=one is line) for one in lines)
    inside = f"""<header class="bar"><a href="/" aria-label="All phones">←</a><div><h1>{_text(patient.name)}</h1>
        <p>{_text(_addresses(patient))}</p></div>{_switch(patient, line.slug)}</header><nav>{tabs}</nav>
        <iframe src="/phone/{patient.key}/talk?clinic={line.slug}" title="What was written"></iframe>
        {_composer(patient, line.slug)}"""
    return _page(patient.name, inside, "phone")


def talk(world: World, patient: Patient, slug: str) -> str:
    """Newest at the bottom, which is where a frame of reversed columns begins."""
    entries = [one for one in patient.wrote if one.slug == slug]
    shown = "".join(_entry(one) for one in reversed(entries)) or '<p class="none">Nothing yet. Write to them.</p>'
    call = world.calls.get(patient.key)
    ringing = _ringing(patient, call) if call and call.line.slug == slug else ""
    return _page("Talk", f'{ringing}<div class="talk">{shown}</div>', "frame", refresh=True)


def _person(patient: Patient) -> str:
    speaks = " <em>answers</em>" if patient.answers else ""
    about = f"{patient.language} · {_addresses(patient)}"
    said = f"<b>{_text(patient.name)}</b>{speaks}<small>{_text(about)}</small>"
    return f'<li><a href="/phone/{patient.key}">{said}</a></li>'


def _addresses(patient: Patient) -> str:
    name = f"@{patient.username} (no number)" if patient.username else ""
    return " · ".join(filter(None, (patient.phone or name, patient.email)))


def _tab(slug: str, name: str, *, is_open: bool) -> str:
    return f'<a href="?clinic={slug}"{" aria-current=page" if is_open else ""}>{_text(name)}</a>'


def _switch(patient: Patient, slug: str) -> str:
    said = "Reads what comes" if patient.reads else "Reads nothing"
    return _deed(patient, slug, "reads", said, "quiet", f' aria-pressed="{str(patient.reads).lower()}"')


def _composer(patient: Patient, slug: str) -> str:
    ways = "".join(f'<option value="{name}">{NAMES[name]}</option>' for name in channels(patient))
    call = _deed(patient, slug, "call", "Call the clinic", "quiet") if patient.phone else ""
    return f"""<form method="post" action="/phone/{patient.key}/write" class="write">
        <input type="hidden" name="clinic" value="{slug}"><label>By <select name="channel">{ways}</select></label>
        <label class="grow">Subject, of a mail <input name="subject" autocomplete="off"></label>
        <label class="whole">Message <textarea name="text" rows="2" required autofocus></textarea></label>
        <label class="check"><input type="checkbox" name="ad" value="1"> after a click on an ad (WhatsApp)</label>
        <button>Send</button></form>{call}"""


def _ringing(patient: Patient, call: Call) -> str:
    inbound, slug = call.direction == "inbound", call.line.slug
    if call.state == "ringing":
        said = "It rings at the clinic." if inbound else f"{call.line.name} calls you."
        yes, no = ("Somebody picks up", "Nobody does, hang up") if inbound else ("Answer", "Let it ring out")
        deeds = _deed(patient, slug, "answer", yes, "yes") + _deed(patient, slug, "end", no, "no")
    elif call.state == "in-progress":
        said, deeds = "You are talking.", _deed(patient, slug, "end", "Hang up", "no")
    else:
        return ""
    return f'<section class="ringing" role="status"><p>{_text(said)}</p>{deeds}</section>'


def _deed(patient: Patient, slug: str, deed: str, said: str, look: str, more: str = "") -> str:
    return f"""<form method="post" action="/phone/{patient.key}/{deed}" target="_top">
        <input type="hidden" name="clinic" value="{slug}"><button class="{look}"{more}>{said}</button></form>"""


def _entry(one: Written) -> str:
    at = datetime.fromtimestamp(one.at, UTC).astimezone().strftime("%H:%M")
    way = "mine" if one.way == "in" else "theirs"
    state = TICKS.get(one.state, one.state) if one.channel != "call" else one.state
    subject = f"<b>{_text(one.subject)}</b>" if one.subject else ""
    file = "<i>A file</i> " if one.file else ""
    text = _text(one.text) if one.text else ("" if one.file else "A call")
    shown = state if way == "theirs" or one.channel == "call" else ""
    meta = " · ".join(filter(None, (NAMES[one.channel], at, shown)))
    return f'<article class="{way}" dir="auto">{subject}<p>{file}{text}</p><small>{_text(meta)}</small></article>'


def _field(name: str, said: str, more: str) -> str:
    return f'<label>{said} <input name="{name}" autocomplete="off" {more}></label>'


def _text(said: str) -> str:
    return html.escape(said)


def _page(title: str, inside: str, look: str = "", *, refresh: bool = False) -> str:
    again = f'<meta http-equiv="refresh" content="{REFRESH}">' if refresh else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)} · Simulator</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">{again}
        <link rel="stylesheet" href="/phone.css"></head><body class="{look}"><main>{inside}</main></body></html>"""
