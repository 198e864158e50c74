"""Exports of others, as INDEX.md of the wire vectors expects them (INTEGRATIONS 14)."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm.lib.tests.test_phone import ROWS as NUMBERS
from leads.tests.bringing import row_of, rows_of

needs_vectors = pytest.mark.skipif(not os.environ.get("WIRE_VECTORS"), reason="WIRE_VECTORS names no folder")


def vector(name, **more):
    return rows_of(Path(os.environ["WIRE_VECTORS"], "imports", name), name, **more)


@needs_vectors
def test_meta_one_lead_its_repeat_and_a_test():
    kind, _mapping, rows = vector("facebook_leads_export.csv")

    assert kind == "meta"
    assert [row.reason for row in rows] == ["", "test", ""]
    assert rows[0].reference == rows[2].reference == ("meta", "1234567890123456")
    assert rows[0].created_at == rows[2].created_at == datetime(2026, 11, 20, 9, 49, 50, tzinfo=UTC)
    assert (rows[0].first_name, rows[0].last_name) == ("Nicolò", "D'Àngelo")
    assert [contact.value for contact in rows[0].reachable] == ["+393331234567", "nicolo@example.it"]
    assert (rows[0].source, rows[0].sub_source, rows[0].interest) == ("instagram", "Impianti", "all on 4")


@needs_vectors
def test_meta_the_id_is_found_wherever_somebody_put_it():
    kind, mapping, (row,) = vector("facebook_leads_export_shifted_header.csv")

    assert kind == "meta"
    assert (mapping["Qualified"], mapping["id"]) == ("reference", "")
    assert row.reference == ("meta", "2")
    assert row.note == "do you have x ray, or ct?: yes"
    assert row.source == "facebook"


@needs_vectors
def test_hubspot_who_cannot_be_reached_is_kept_with_the_reason():
    kind, _mapping, rows = vector("hubspot_contacts.csv")

    assert kind == "hubspot"
    assert [row.reason for row in rows] == ["", "incomplete", ""]
    assert [row.reference for row in rows] == [("hubspot", "901"), ("hubspot", "902"), ("hubspot", "901")]
    assert rows[0].reachable[0].value == rows[2].reachable[0].value == "+33450112233"
    assert (rows[0].owner, rows[0].stage, rows[0].country) == ("Inès Moreau", "new", "FR")


@needs_vectors
def test_salesforce_report_and_data_loader_are_one_record():
    _kind, _mapping, (report,) = vector("salesforce_leads.csv")
    kind, _mapping, (loader,) = vector("salesforce_dataloader.csv")

    assert kind == "salesforce"
    assert report.reference == loader.reference == ("salesforce", "00Q5e000001AbCd")
    assert report.reachable == (report.contacts[0], report.contacts[1])
    assert report.contacts[0].value == loader.contacts[0].value == "+905321234567"
    assert (report.company, report.country) == ("", "TR")
    assert report.created_at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # midnight in Rome


@needs_vectors
def test_places_of_three_scrapers():
    _kind, _mapping, gosom = vector("gmaps_gosom_entry.json")
    _kind, _mapping, apify = vector("gmaps_apify.json")
    kind, _mapping, (place,) = vector("gmaps_places_api_new.json", clinic_country="AL")

    assert kind == "places"
    assert gosom[0].reference == ("google_maps", "ChIJoRVrMS-joRQRkzrMbbRUnBY")
    assert (gosom[0].rating, gosom[0].website, gosom[0].city) == (4.8, "http://www.klinika.example/", "Tiranë")
    assert (gosom[1].rating, gosom[1].website, gosom[1].reason) == (None, "", "incomplete")
    assert [row.reason for row in apify] == ["", "closed_place", "incomplete"]
    assert [row.rating for row in apify] == [4.6, None, 4.5]
    assert apify[0].company == apify[0].first_name == "Bright Smile Dental"
    assert (place.company, place.reference, place.doubts) == ("Klinika Dentare", ("google_maps", "ChIJoRVrMS"), ())
    assert not any(row.consents for row in (*gosom, *apify, place))


# Where a file says more than the library is asked, and what we make of it.
BETTER = {"3331234567.0": None, "333.123.4567 (casa)": "+393331234567", "=+393331234567": "+393331234567"}


@pytest.mark.parametrize("row", NUMBERS, ids=[row["input"] for row in NUMBERS])
def test_a_number_of_the_vectors_reads_in_a_file_as_it_does_in_a_form(row):
    country = row["default_region"]
    read = row_of({"name": "Anna", "phone": row["input"], "country": country})

    wanted = BETTER.get(row["input"], row["expected_e164"] or None)
    if row["input"] == "n/a":
        assert read.contacts == ()
    else:
        assert [contact.value for contact in read.reachable] == ([wanted] if wanted else [])
        assert read.contacts[0].is_valid or read.reason == "unreachable"


def test_our_own_file_is_known_again(tmp_path):
    path = tmp_path / "file"
    with path.open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["Numero", "Nome", "phone", "contacts", "consents", "do_not_contact", "notes"],
                [
                    7,
                    "Anna",
                    "'+39 333 1234567",
                    "+393331234567, anna@example.it",
                    "photos.mail: no; ads: yes",
                    "yes",
                    "x",
                ],
            ]
        )

    kind, _mapping, (row,) = rows_of(path, "leads.csv")

    assert (kind, row.reference, row.do_not_contact, row.note) == ("bridgework", ("bridgework", "7"), True, "x")
    assert [contact.value for contact in row.reachable] == ["+393331234567", "anna@example.it"]
    assert row.consents == (("photos", "mail", False), ("ads", "", True))
