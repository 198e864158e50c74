"""The sample websites of `make run` (F:I4)."""

import json
import re
from pathlib import Path

import httpx
import pytest

from crm.run.children import samples as children
from crm.run.demo import read_demo
from crm.run.options import Ports
from crm.run.table import ready_table
from crm.samples.server import policy
from crm.samples.sites import FILES, SITES, page, sites

HOST = "http://tirana-smile-site.localhost:8004"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    clinics = [
        {"name": "Tirana Smile", "slug": "tirana-smile", "host": "tirana-smile.localhost", "site_key": "bw_site_a"},
        {"name": "Buda Dent", "slug": "buda-dent", "host": "buda-dent.localhost", "site_key": "bw_site_b"},
        {"name": "No Site", "slug": "no-site", "host": "no-site.localhost"},
    ]
    entries = [{"secret_key": "", "logins": []} | clinic for clinic in clinics]
    (tmp_path / "demo.json").write_text(json.dumps({"clinics": entries}))
    return tmp_path


def test_each_clinic_with_a_site_key_has_a_website_in_two_languages(home):
    assert {site.slug: site.languages for site in sites(home, 8000)} == {
        "tirana-smile": ["it", "en"],
        "buda-dent": ["de", "en"],
    }


def test_without_demo_clinics_there_is_none(tmp_path):
    assert sites(tmp_path, 8000) == []


def test_its_form_is_that_of_the_integrations_page_with_its_own_key(home):
    site = sites(home, 8000)[0]

    text = page(site, "it")

    assert '<form data-bridgework class="bridgework" action="http://tirana-smile.localhost:8000/forms/lead"' in text
    assert 'name="key" value="bw_site_a"' in text
    assert '<script src="http://tirana-smile.localhost:8000/embed/v1.js" defer>' in text


@pytest.mark.parametrize("model", SITES)
def test_its_languages_say_the_same_and_ask_nobody_else(home, model):
    words = {file.stem: json.loads(file.read_text()) for file in SITES[model].glob("*.json")}

    shapes = [
        {name: len(value) if isinstance(value, list) else 0 for name, value in w.items()} for w in words.values()
    ]
    assert shapes[0] == shapes[1]
    for site in sites(home, 8000):
        for language in site.languages:
            shown = page(site, language)
            assert not re.search(r"\sstyle=|<script>|\son\w+=", shown)
            named = re.findall(r'(?:src|href)="(/files/[^"]+)"', shown)
            assert [one for one in named if one.removeprefix("/files/") not in FILES] == []
            assert re.findall(r'(?:src|href|action)="(https?://[^/"]+)', shown).count(site.home) == 3


def test_the_policy_names_the_host_of_the_form_and_nobody_else():
    told = policy("https://clinic.example")

    assert "default-src 'none'" in told
    assert "script-src 'self' https://clinic.example" in told
    assert "connect-src https://clinic.example;" in told
    assert "unsafe" not in told


def test_the_server_answers_its_own_hosts_only(fresh_clinic, samples):
    site = samples(fresh_clinic())
    port = site.origin.rpartition(":")[2]

    def ask(path, host):
        return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host}, trust_env=False)

    own = site.origin.removeprefix("http://")
    assert ask("/", own).status_code == ask("/files/site.css", own).status_code == 200
    assert ask("/", "evil.example").status_code == ask("/", f"127.0.0.1:{port}").status_code == 404
    for path in ("/files/../server.py", "/files/%2e%2e/server.py", "/../demo.json", "/xx/", "/files/site.html"):
        assert ask(path, own).status_code == 404


def test_make_run_starts_it_behind_the_mails_and_tells_where_it_is(home):
    ports = Ports(8000, 8001)

    (child,) = children(ports, home)

    assert child.command[-3:] == [str(home), "8000", "8004"]
    assert ports.environment()["SAMPLE_PORT"] == "8004"
    table = ready_table(read_demo(home), ports)
    assert f"Website     {HOST}/".split() in [line.split() for line in table.splitlines()]
    assert "no-site-site" not in table
