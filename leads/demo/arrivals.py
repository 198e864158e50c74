"""Website forms as they might have come in over 90 days; the same seed gives the same forms."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from leads.demo.people import TONGUES, Tongue

DAYS = 90
# One arrival in eight is somebody who wrote before.
AGAIN = 8
_CAMPAIGNS = (("google", "cpc"), ("facebook", "paid"), ("instagram", "paid"), ("google", "organic"), ("", ""))
_PAGES = ("implants", "all-on-4", "veneers", "crowns", "prices")


def arrivals(*, leads: int, seed: str, until: datetime) -> Iterator[tuple[datetime, bytes]]:
    """(moment, JSON body) of `leads` different people and of those who wrote again, oldest first."""
    draw = Random(seed)  # noqa: S311  repeatable on purpose
    people = [_person(draw, number) for number in range(leads)]
    forms = [*people, *(draw.choice(people) for _ in range(leads // AGAIN))]
    moments = sorted(until - timedelta(minutes=draw.randrange(5, DAYS * 24 * 60)) for _ in forms)
    for moment, (person, tongue) in zip(moments, forms, strict=True):
        yield moment, json.dumps(person | _visit(draw, tongue), ensure_ascii=False).encode()


def _person(draw: Random, number: int) -> tuple[dict[str, str], Tongue]:
    tongue = draw.choice(TONGUES)
    first, last = draw.choice(tongue.first), draw.choice(tongue.last)
    phone = re.sub("x", lambda _: str(draw.randrange(10)), tongue.phone)
    mail = f"{_ascii(first)}.{_ascii(last)}{number}@example.com" if not phone or draw.random() < 0.8 else ""
    return {"first_name": first, "last_name": last, "phone": phone, "email": mail}, tongue


def _visit(draw: Random, tongue: Tongue) -> dict[str, str]:
    source, medium = draw.choice(_CAMPAIGNS)
    page = draw.choice(_PAGES)
    visit = {
        "landing_page_url": f"https://clinic-site.example/{tongue.code}/{page}",
        "referrer_url": f"https://{source}.example/" if source else "",
        "utm_source": source,
        "utm_medium": medium,
    }
    if medium == "cpc":
        visit |= {"utm_campaign": f"{page}_{tongue.code}", "utm_term": draw.choice(tongue.searches)}
        visit["gclid"] = f"demo-{draw.randrange(16**10):010x}"
    elif medium == "paid":
        visit |= {"utm_campaign": f"{page}_{tongue.code}", "utm_content": f"ad_variant_{draw.randrange(1, 4)}"}
        visit["fbclid"] = f"demo-{draw.randrange(16**10):010x}"
    return visit


def _ascii(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded.lower())
