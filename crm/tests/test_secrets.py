"""A password, a key, a link's token goes in at one door and comes out at none (H:K1, K4, T18)."""

from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings

from crm.testing.people import PASSWORD, host_of, key_of, make_user
from crm.testing.secrets import (
    Heard,
    canary,
    everything_in_redis,
    everything_stored,
    leaked,
    link_in,
    look_around,
    token_of,
)
from crm.testing.walk import listening
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.services.invitations import invitation_link, invite
from tenants.staff.services.resets import reset_link

LOGIN, PASSWORD_PAGE, SMTP = "/admin/login/", "/admin/password_change/", "/admin/integrations/smtp/"
INVITED = {"email": "new@example.com", "full_name": "New", "role": "Agent", "data_scope": "all", "language": "en"}


@pytest.fixture
def heard(clinic):
    return Heard(clinic)


@pytest.fixture
def boss(clinic):
    return Heard(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def test_the_search_finds_what_is_there(clinic, boss):
    boss.knows("name", "Clinic A")

    boss.ask("get", "/admin/")

    assert {where.split()[0] for _, where in boss.leaks(*everything_stored())} >= {"get", "public.tenants_clinic"}


def test_it_finds_what_lies_in_redis_whatever_holds_it(clinic, boss):
    secret, server = boss.secret("kept"), redis.Redis.from_url(settings.REDIS_URL)
    held = {
        "a-text": lambda key: server.set(key, secret),
        "a-list": lambda key: server.rpush(key, secret),
        "a-set": lambda key: server.sadd(key, secret),
        "a-hash": lambda key: server.hset(key, "x", secret),
        "an-order": lambda key: server.zadd(key, {secret: 1}),
        "a-stream": lambda key: server.xadd(key, {"x": secret}),
    }
    for key, put in held.items():
        put(key)

    found = {where for _, where in boss.leaks(*everything_in_redis())}

    server.delete(*held)
    assert found == {f"redis {key.encode()!r}" for key in held}


def test_the_file_of_the_trail_is_among_what_is_read(clinic, boss):
    boss.ask("post", "/admin/staff/invite/", INVITED)
    boss.knows("who", INVITED["email"])

    boss.bodies = look_around(clinic)[-1:]

    assert boss.leaks() == [("who", boss.bodies[0][0])]
    assert "text/csv" in boss.bodies[0][1]


def test_a_login_leaves_no_password_behind(heard, agent):
    with listening() as lines:
        for name in ("wrong", "wronger"):
            heard.ask("post", LOGIN, {"username": agent.email, "password": heard.secret(name)})
        for mail in ("nobody@example.com", "", "no mail", "a" * 300):
            heard.ask("post", LOGIN, {"username": mail, "password": heard.secret(f"of {mail[:9]}")})
        heard.ask(
            "post", f"{LOGIN}?next=/admin/", {"username": agent.email, "password": heard.secret("nul") + "\0"}
        )

    assert leaked(heard, lines) == []


def test_a_lock_and_the_way_out_of_it_leave_neither_password_nor_token(heard, agent, mailbox):
    with listening() as lines:
        for _ in range(6):
            heard.ask("post", LOGIN, {"username": agent.email, "password": heard.secret("wrong")})
        assert heard.leaks(*everything_stored()) == []  # before the unlocking that forgets the tries
        (mail,) = mailbox.deliver(heard.clinic)
        path = link_in(mail)
        heard.knows("token", token_of(path))
        for method in ("get", "post", "post"):
            heard.ask(method, path)

    assert leaked(heard, lines) == []


def test_a_reset_leaves_neither_token_nor_password(heard, agent, mailbox):
    with listening() as lines:
        heard.ask("post", "/reset/", {"email": agent.email})
        (mail,) = mailbox.deliver(heard.clinic)
        follow(heard, link_in(mail))
        mailbox.deliver(heard.clinic)

    assert leaked(heard, lines) == []


def test_an_invitation_leaves_neither_token_nor_password(boss, mailbox):
    with listening() as lines:
        assert boss.ask("post", "/admin/staff/invite/", INVITED).status_code == 302
        (mail,) = mailbox.deliver(boss.clinic)
        follow(boss, link_in(mail))
        mailbox.deliver(boss.clinic)

    assert leaked(boss, lines) == []


def follow(heard, path):
    """The link of a mail: looked at, tried in wrong ways, used, and tried once more."""
    heard.knows("token", token_of(path))
    one, other, late = heard.secret("one"), heard.secret("other"), heard.secret("third")
    heard.ask("get", path)
    heard.ask("post", path, {"password": one, "again": other})
    heard.ask("post", path, {"password": one})
    elsewhere = "invitation" if path.startswith("/reset/") else "reset"
    heard.ask("post", f"/{elsewhere}/{path.split('/', 2)[2]}", {"password": one, "again": one})
    assert heard.ask("post", path, {"password": one, "again": one}).status_code == 302
    assert heard.ask("post", path, {"password": late, "again": late}).status_code == 404


def test_changing_ones_own_password_leaves_none(boss):
    with listening() as lines:
        new = boss.secret("new")
        for again in (boss.secret("again"), new):
            wrong = {"old_password": boss.secret("wrong"), "new_password1": new, "new_password2": again}
            assert boss.ask("post", PASSWORD_PAGE, wrong).status_code == 200
        assert boss.leaks(*everything_stored()) == []  # before the success that forgets the wrong ones
        form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert boss.ask("post", PASSWORD_PAGE, form).status_code == 302

    assert leaked(boss, lines) == []


def test_credentials_leave_no_secret_stored_refused_or_tested(boss, mailbox_at):
    server = mailbox_at()
    given = {"host": "127.0.0.1", "port": str(server.port), "security": "starttls", "user": "reception"}
    with listening() as lines:
        for wrong in ({"port": "x"}, {"sender": "nobody"}, {"host": ""}, {}):
            form = {**given, "sender": "r@example.com", "password": boss.secret(str(wrong)), **wrong}
            answer = boss.ask("post", SMTP, form)
        boss.ask("post", f"{SMTP}test/", follow=True)

    assert answer.status_code == 302
    assert leaked(boss, lines) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 5000, 400),
        (b"\xff", 400),
        (b"{}", 422),
        (b'{"first_name": "Mario", "email": "mario@example.com"}', 201),
    ],
    ids=str,
)
def test_a_key_that_came_with_an_arrival_stands_nowhere_whatever_became_of_it(heard, body, status):
    key = heard.knows("key", key_of(heard.clinic))
    wrong = heard.knows("wrong key", key[:-6] + "canary")
    with listening() as lines:
        for text in (key, wrong):
            headers = {"X-API-Key": text}
            answer = heard.ask("post", "/api/v1/leads", body, content_type="application/json", headers=headers)
            assert answer.status_code == (status if text == key else 401)

    assert leaked(heard, lines) == []


@pytest.fixture
def doors(boss, agent):
    """{name: (path, form)}: what is sent where, with `boss.secrets[0]` in each field that takes a secret."""
    secret = boss.secret("secret")
    with clinic_context(boss.clinic):
        invited = invite(email="new@example.com", role=roles.AGENT)
        reset, invitation = (urlsplit(link).path for link in (reset_link(agent), invitation_link(invited)))
    boss.knows("reset", token_of(reset))
    boss.knows("invitation", token_of(invitation))
    twice = {"password": secret, "again": secret}
    new = {"old_password": PASSWORD, "new_password1": secret, "new_password2": secret}
    server = {"host": "smtp.example.com", "port": "587", "security": "tls", "user": "x", "sender": "x@example.com"}
    return {
        "login": (LOGIN, {"username": agent.email, "password": secret}),
        "reset": (reset, twice),
        "invitation": (invitation, twice),
        "own password": (PASSWORD_PAGE, new),
        "credentials": (SMTP, server | {"password": secret}),
        "intake": ("/api/v1/leads", {"first_name": "Mario", "email": "mario@example.com"}),
    }


@pytest.mark.parametrize(
    ("door", "breaks"),
    [
        ("login", "allauth.account.forms.LoginForm.clean"),
        ("reset", "tenants.staff.services.resets.give_password"),
        ("invitation", "tenants.staff.services.invitations.give_password"),
        ("own password", "tenants.staff.own_password.give_password"),
        ("credentials", "tenants.settings.services.credentials.secretbox.lock"),
        ("intake", "leads.services.judging.enter"),
    ],
)
def test_a_breakdown_in_the_middle_tells_none_of_it(boss, doors, monkeypatch, door, breaks):
    path, form = doors[door]
    key = boss.knows("key", key_of(boss.clinic))
    boss.knows("our key", settings.SECRET_KEY)
    boss.knows("the key of fields", settings.FIELD_ENCRYPTION_KEYS[0])
    words = str(boss.secrets)
    boss.client = boss.client if door in {"own password", "credentials"} else Heard(boss.clinic).client

    def broken(*args, **kwargs):
        raise ValueError(f"{words} {args} {kwargs}")

    monkeypatch.setattr(breaks, broken)
    json_or_form = {"content_type": "application/json"} if door == "intake" else {}

    with listening() as lines:
        answer = boss.ask("post", path, form, headers={"X-API-Key": key}, **json_or_form)

    assert answer.status_code >= 500
    assert "ValueError" in {line.get("exception") for line in lines()}
    assert leaked(boss, lines) == []


def test_the_output_of_the_real_web_process_holds_none(web, fresh_clinic):
    """Its server has a log of its own, which no formatter of ours sees."""
    clinic = fresh_clinic()
    agent, key, wrong = make_user(clinic), key_of(clinic), canary("wrong")
    with clinic_context(clinic):
        path = urlsplit(reset_link(agent)).path

    def ask(method, path, **options):
        return web.request(method, path, host=host_of(clinic), **options).status_code

    answers = [
        ask("POST", LOGIN, data={"username": agent.email, "password": wrong}),
        ask("GET", f"{path}?again={wrong}", headers={"Referer": f"http://example.com/{wrong}"}),
        ask("POST", path, data={"password": wrong, "again": wrong}, headers={"Origin": "null"}),
        ask("POST", "/api/v1/leads", content=b"{", headers={"X-API-Key": key, "Content-Type": "application/json"}),
        ask("GET", f"/{wrong}", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={wrong}"}),
        ask("GET", "/admin/login/", headers={"Authorization": f"Bearer {wrong}", "User-Agent": wrong}),
    ]

    assert answers == [403, 200, 403, 400, 404, 200]
    told = web.output()
    assert "reset/<str:uid>/<str:token>/" in told
    assert [secret for secret in (wrong, key, token_of(path)) if secret in told] == []
    kept = str(list(everything_in_redis()))
    assert [secret for secret in (wrong, key, token_of(path)) if secret in kept] == []
