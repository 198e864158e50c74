"""Who writes: different people, each with a number and a mail of their own."""

import re
import unicodedata
from collections.abc import Iterator
from random import Random

from leads.demo.people import TONGUES, Tongue
from leads.demo.words import WORDS

Person = dict[str, str]
PHONE = 0.75  # of those with numbers to draw from, this part leaves one
TERSE = 0.07  # this part leaves a first name and a mail, and nothing else
TRIES = 20  # to draw a number that nobody has; the ranges are small


def cast(draw: Random) -> Iterator[tuple[Person, Tongue]]:
    """One after the other, without end."""
    taken: set[str] = set()
    number = 0
    while True:
        tongue = draw.choice(TONGUES)
        yield _person(draw, tongue, number, taken), tongue
        number += 1


def relative(draw: Random, person: Person, tongue: Tongue) -> Person:
    """Somebody of the same family, on the same number and mail."""
    others = [name for name in tongue.first if name != person.get("first_name")]
    kept = {"last_name": draw.choice(tongue.last)}
    kept |= {name: person[name] for name in ("last_name", "phone", "email") if person.get(name)}
    return {"first_name": draw.choice(others), **kept}


def _person(draw: Random, tongue: Tongue, number: int, taken: set[str]) -> Person:
    words = WORDS[tongue.code]
    first, last = draw.choice(tongue.first), draw.choice(tongue.last)
    phone = _phone(draw, tongue, taken) if draw.random() < PHONE else ""
    has_mail, country = draw.random() < 0.8, draw.choice(words.countries)
    person = {"first_name": first, "last_name": last, "phone": phone}
    person["email"] = f"{_ascii(first)}.{_ascii(last)}{number}@example.com" if has_mail or not phone else ""
    if draw.random() < TERSE:
        return {"first_name": first, "phone": "", "email": f"{_ascii(first)}{number}@example.com"}
    if draw.random() < 0.7:
        person["country"] = country
    if draw.random() < 0.6:
        person["city"] = draw.choice(words.cities[country])
    if draw.random() < 0.1:
        person["company"] = draw.choice(words.companies)
    return person


def _phone(draw: Random, tongue: Tongue, taken: set[str]) -> str:
    """One that nobody has yet, or none."""
    for _ in range(TRIES):
        phone = re.sub("x", lambda _: str(draw.randrange(10)), tongue.phone)
        if phone not in taken:
            break
    else:
        return ""
    if phone:
        taken.add(phone)
    return phone


def _ascii(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded.lower())
