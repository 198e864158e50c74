"""The API described: for whoever is logged in, without a request to anywhere else (H:A13)."""

import yaml

from crm.testing.people import client_of


def test_the_schema_lists_the_endpoints(agent_client):
    answer = agent_client.get("/api/schema/")

    paths = yaml.safe_load(answer.content)["paths"]
    assert "/api/v1/leads" in paths
    assert "422" in paths["/api/v1/leads"]["post"]["responses"]


def test_the_schema_is_behind_the_login(clinic):
    assert client_of(clinic).get("/api/schema/").status_code == 401


def test_the_page_leads_a_person_to_the_login(clinic):
    answer = client_of(clinic).get("/api/docs/")

    assert answer["Location"].startswith("/admin/login/?next=/api/docs/")


def test_the_page_brings_its_scripts_from_here_and_none_inline(agent_client):
    page = agent_client.get("/api/docs/")

    assert "'unsafe-inline'" not in page["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert "https://" not in page.content.decode()
    script = agent_client.get("/api/docs/?script=")
    assert script.status_code == 200
    assert "SwaggerUIBundle" in script.content.decode()
