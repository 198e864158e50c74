"""/embed/...: small, the same for everybody, and for every page on every host (F:I4, H:L13)."""

import json
import re

import pytest

from crm.testing.people import client_of
from leads.website.lean import lean
from leads.website.script import HERE
from leads.website.words import FOLDER, SAID, language_of, languages, words_in

MOST_BYTES = 8_000


@pytest.fixture(params=["clinic's host", "platform's host"])
def visitor(request, clinic, platform_client):
    return client_of(clinic) if request.param == "clinic's host" else platform_client


def test_the_script_is_under_8_kilobytes_as_it_is_served(visitor):
    answer = visitor.get("/embed/v1.js", headers={"Accept-Encoding": "identity"})

    assert answer.status_code == 200
    assert 4_000 < len(answer.content) < MOST_BYTES
    assert answer["Content-Type"].startswith("text/javascript")


def test_any_page_may_load_it_and_a_browser_keeps_it_for_an_hour(visitor):
    answer = visitor.get("/embed/v1.js", headers={"Origin": "https://anybody.example"})

    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_what_a_browser_has_already_is_not_sent_again(visitor):
    etag = visitor.get("/embed/v1.js")["ETag"]

    again = visitor.get("/embed/v1.js", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["v1.css", "v1/check.js", "v1/it.json", "v1/ar.json"])
def test_what_the_script_asks_for_is_served_like_it(visitor, name):
    answer = visitor.get(f"/embed/{name}")

    assert answer.status_code == 200
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("name", ["", "v2.js", "v1/xx.json", "v1/../v1.js", "script.py", "v1.js/"])
def test_there_is_nothing_else(visitor, name):
    assert visitor.get(f"/embed/{name}").status_code == 404


def test_the_script_evaluates_nothing_and_writes_no_markup(visitor):
    for name in ("v1.js", "v1/check.js"):
        text = visitor.get(f"/embed/{name}").content.decode()

        assert not re.search(
            r"\beval\b|new Function|innerHTML|outerHTML|AdjacentHTML|document\.write|cssText", text
        )
        assert 'setAttribute("style"' not in text


def test_every_language_has_every_word():
    english = words_in("en").keys()

    assert {code: english ^ words_in(code).keys() for code in languages() if english != words_in(code).keys()} == {}
    assert [file.name for file in FOLDER.glob("*.json") if not all(json.loads(file.read_text()).values())] == []
    assert set(languages()) == {"en", "it", "de", "fr", "es", "tr", "sq", "ar", "pl", "ro", "nl"}
    assert set(SAID) <= set(english)


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (["it-IT"], "it"),
        (["", "de-CH, de;q=0.9, en;q=0.1"], "de"),
        (["xx", "fr"], "fr"),
        (["EN_us"], "en"),
        (["zz", "*"], "en"),
        (["", ""], "en"),
        (["ar;q=x"], "ar"),
        (["italiano"], "en"),
        (["a" * 10_000], "en"),
    ],
)
def test_the_first_language_that_we_have_is_taken(wishes, code):
    assert language_of(*wishes) == code


@pytest.mark.parametrize(
    ("source", "fewer"),
    [
        ("const a = 1; // one\n", "let a=1;"),
        ('say("a  //  b", `c  { d`);', 'say("a  //  b",`c  { d`);'),
        ("if (x) {\n  y();\n}\n", "if(x){y()}"),
        ("async (one) => 1", "async(one)=>1"),
        ("map((one) => one / 2)", "map(one=>one/2)"),
        ("hex.match(/ ../g) ", "hex.match(/ ../g)"),
        ('a = true;\n}\nb(false, 20_000, 1000, 1_500, "true 2000")', 'a=!0}b(!1,20e3,1e3,1_500,"true 2000")'),
        ("/* much\n said */ a = b\nc = d", "a=b\nc=d"),
    ],
)
def test_a_script_is_made_smaller_without_changing_it(source, fewer):
    assert lean(source) == fewer


def test_the_look_takes_no_name_that_a_page_may_use_for_itself():
    text = (HERE / "form.css").read_text()

    assert {name for name in re.findall(r"--[\w-]+", text) if not name.startswith("--bridgework-")} == set()
    assert not [line for line in text.splitlines() if line and not line.startswith((".bridgework", "/*"))]
