"""The people of a demo clinic: with passwords, as if their invitations were followed; nobody is told of it."""

from collections.abc import Callable

from leads.demo.staff import COLLEAGUES, PRICES, SETTINGS, TEAM, Colleague
from leads.models import Treatment
from leads.services.demo_set_up import set_up
from leads.services.price_list import keep_treatment
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles
from tenants.staff.models import Team, User
from tenants.staff.services.editing import change_person
from tenants.staff.services.invitations import invite
from tenants.staff.services.passwords import give_password


def settle(slug: str, *, password_for: Callable[[], str]) -> list[dict[str, str]]:
    """Settings, prices and people of the clinic, and what they set up; returns their logins. Safe to repeat, with
    other passwords."""
    save_settings(SETTINGS[slug])
    for row in Treatment.objects.filter(code__in=PRICES[slug]):
        keep_treatment(row.pk, {"price_from": PRICES[slug][row.code]})
    logins = [_login(slug, one, password_for()) for one in COLLEAGUES]
    _describe(slug)
    people = {one.login: User.objects.get(email=_mail(slug, one)) for one in COLLEAGUES}
    set_up(people)
    return logins


def _login(slug: str, one: Colleague, password: str) -> dict[str, str]:
    person = invite(email=_mail(slug, one), role=one.role, full_name=one.name)
    give_password(person, password, verb="staff.invitation_accepted")
    return {"role": one.role, "email": person.email, "password": password}


def _describe(slug: str) -> None:
    """Languages, hours, teams and what they see, as their Admin would write it."""
    team, _ = Team.objects.get_or_create(name=TEAM)
    admin = User.objects.get(groups__name=roles.ADMIN)
    for one in COLLEAGUES:
        wanted = {"languages": sorted(one.languages), "hours": sorted(one.hours)}
        if one.role != roles.ADMIN:
            wanted |= {"data_scope": one.data_scope, "teams": [team.pk] if one.in_team else []}
        change_person(User.objects.get(email=_mail(slug, one)).pk, wanted, by=admin)


def _mail(slug: str, one: Colleague) -> str:
    return f"{slug}+{one.login}@example.com"
