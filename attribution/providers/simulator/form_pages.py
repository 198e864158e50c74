"""An instant form as a patient meets it below an ad, as a page: plain HTML, no script."""

import html
from collections.abc import Mapping
from typing import Any

from attribution.providers.simulator.lead_pages import FORM, InstantForm, LeadPage
from attribution.providers.simulator.lead_world import LEADGEN, LeadWorld
from crm.lib.simulating import Answer, Host, Request

LONGEST = 400
# What Meta does with its webhook when a form is filled.
TELLS = {"": "tells the clinic at once", "duplicate": "tells it twice", "drop": "forgets to tell it"}
PLATFORMS = {"ig": "Instagram", "fb": "Facebook"}
# What Meta fills in by itself, of whom the form is shown to.
_FILLED = {"FULL_NAME": "name", "EMAIL": "email", "PHONE": "phone"}


def plug(host: Host, world: LeadWorld) -> None:
    host.links.append(("An ad on Facebook or Instagram: fill its form as a patient", "/ads"))
    form = rf"/ads/(?P<form>{FORM}\d{{14}})"
    host.route("page.ads", "GET", "/ads", lambda request: _page("Ads", _ads(world)))
    host.route("page.ad", "GET", form, lambda request: _with(world, request, _shown))
    host.route("page.fill", "POST", form, lambda request: _with(world, request, _fill))
    host.route("page.token", "POST", r"/ads/(?P<page>\d+)/token", lambda request: _end_token(world, request))


def _with(world: LeadWorld, request: Request, view: Any) -> Answer:
    found = world.form(request.parts["form"])
    return view(world, request, *found) if found else _page("Gone", "<p>There is no such form.</p>", 404)


def _ads(world: LeadWorld) -> str:
    shown = "".join(_of_page(world, page) for page in world.pages)
    back = '<a href="/" aria-label="All phones">←</a>'
    none = "<p>No page is connected yet: those of the demo clinics are, after <code>make run</code>.</p>"
    return f"""<header class="bar">{back}<div><h1>Ads with a form</h1></div></header>{shown or none}"""


def _of_page(world: LeadWorld, page: LeadPage) -> str:
    forms = "".join(_line(form, len(world.of_form(form.id))) for form in page.forms)
    is_alive = world.standing(page).is_alive
    said = "Let its token end" if is_alive else "The token has ended: make it good again"
    return f"""<h2>{_text(page.name)}</h2><ul class="people">{forms}</ul>
        <form method="post" action="/ads/{page.id}/token"><button class="quiet">{said}</button></form>"""


def _line(form: InstantForm, filled: int) -> str:
    said = f"<b>{_text(form.name)}</b><small>{filled} filled</small>"
    return f'<li><a href="/ads/{form.id}">{said}</a></li>'


def _end_token(world: LeadWorld, request: Request) -> Answer:
    page = world.page(lambda one: one.id == request.parts["page"])
    if page is None:
        return _page("Gone", "<p>There is no such page.</p>", 404)
    standing = world.standing(page)
    standing.is_alive = not standing.is_alive
    return Answer(303, headers={"Location": "/ads"})


def _shown(world: LeadWorld, request: Request, page: LeadPage, form: InstantForm) -> Answer:
    patients = world.host.world.patients
    patient = patients.get(request.query.get("as", ""))
    people = "".join(
        f'<a href="?as={key}"{" aria-current=page" if one is patient else ""}>{_text(one.name)}</a>'
        for key, one in list(patients.items())[:8]
    )
    known = {kind: getattr(patient, name, "") for kind, name in _FILLED.items()}
    asked = "".join(_question(question, known) for question in form.questions)
    boxes = "".join(_box(f"box.{box['key']}", "1", box["text"]) for box in form.boxes)
    where = _choice("platform", "Seen on", PLATFORMS) + _choice("tells", "Meta", TELLS)
    inside = f"""<header class="bar"><a href="/ads" aria-label="All ads">←</a><div><h1>{_text(form.name)}</h1>
        <p>{_text(page.name)}</p></div></header><nav class="who" aria-label="Who fills it">{people}</nav>
        <form method="post" class="new">{asked}{boxes}{where}<button>Send</button></form>"""
    return _page(form.name, inside)


def _question(question: Mapping[str, Any], known: Mapping[str, str]) -> str:
    name, said = f"q.{_text(question['key'])}", _text(question["label"])
    if options := question.get("options"):
        chosen = "".join(_box(f"q.{question['key']}", one["key"], one["value"]) for one in options)
        return f"<fieldset><legend>{said}</legend>{chosen}</fieldset>"
    value = _text(known.get(question["type"], ""))
    return f'<label>{said} <input name="{name}" value="{value}" maxlength="{LONGEST}" autocomplete="off"></label>'


def _box(name: str, value: str, said: str) -> str:
    box = f'<input type="checkbox" name="{_text(name)}" value="{_text(value)}">'
    return f'<label class="check">{box}{_text(said)}</label>'


def _choice(name: str, said: str, options: Mapping[str, str]) -> str:
    entries = "".join(f'<option value="{value}">{_text(words)}</option>' for value, words in options.items())
    return f'<label>{said} <select name="{name}">{entries}</select></label>'


def _fill(world: LeadWorld, request: Request, page: LeadPage, form: InstantForm) -> Answer:
    said = request.form()
    answers = {
        question["key"]: [text.strip()[:LONGEST] for text in said.get(f"q.{question['key']}", []) if text.strip()]
        for question in form.questions
    }
    boxes = {box["key"]: f"box.{box['key']}" in said for box in form.boxes}
    platform = request.field("platform") if request.field("platform") in PLATFORMS else "fb"
    if request.field("tells") in {"duplicate", "drop"}:
        world.host.break_once(f"hook.{LEADGEN}", request.field("tells"))
    world.fill(form.id, answers, boxes=boxes, platform=platform)
    inside = f"""<header><h1>Thank you</h1><p>{_text(page.name)} has your answers.</p></header>
        <p><a href="/ads/{form.id}">Fill it again</a></p><p><a href="/">All phones</a></p>"""
    return _page("Thank you", inside)


def _text(said: object) -> str:
    return html.escape(str(said))


def _page(title: str, inside: str, status: int = 200) -> Answer:
    text = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)} · Simulator</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/phone.css"></head><body><main>{inside}</main></body></html>"""
    return Answer(status, text.encode(), "text/html; charset=utf-8")
