"""What the columns of a list become, by name and by what stands in them (F:I8)."""

import pytest

from leads.models import CustomField
from leads.services.importing.columns import fingerprint, recognise, suggest, targets


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (
            "Nome e cognome,Cellulare,E-mail,Trattamento,Data richiesta,Consenso marketing,Note interne,ID interno",
            "name,phone,email,interest,created,consent.marketing,note,",
        ),
        ("Nome,Cognome,Telefono,Cellulare,Città,Paese", "first_name,last_name,phone,phone2,city,country"),
        ("Vorname,Name,Handynummer,E-Mail-Adresse,Bemerkungen", "first_name,last_name,phone,email,note"),
        ("Nom,Prénom,Téléphone,Courriel,Pays", "last_name,first_name,phone,email,country"),
        ("Nombre,Apellidos,Móvil,Correo electrónico", "first_name,last_name,phone,email"),
        ("Ad Soyad,Cep Telefonu,E-posta,Tedavi,Tarih", "name,phone,email,interest,created"),
        ("Emri,Mbiemri,Numri i telefonit,Posta elektronike,Qyteti", "first_name,last_name,phone,email,city"),
        ("Name,Tags,Owner,Lead Source,DNC", "name,tags,owner,source,do_not_contact"),
        ("FULL_NAME,full name", "name,"),
    ],
)
def test_columns_are_known_by_their_names_in_seven_languages(header, wanted):
    names = header.split(",")

    assert list(suggest(names, [], "other").values()) == wanted.split(",")


def test_a_column_whose_name_says_nothing_shows_what_it_is():
    rows = [
        ("Anna", "anna@example.it", "333 1234567"),
        ("Berta", "b@example.it", "+39 06 12345678"),
        ("C", "", "?"),
    ]

    assert suggest(["A", "B", "C"], rows, "other") == {"A": "", "B": "email", "C": "phone"}


def test_what_a_person_chose_before_counts_as_far_as_it_exists():
    chosen = {"Name": "company", "Shoe": "custom.shoe", "Gone": "note", "Odd": "no_target"}

    found = suggest(["Name", "Shoe", "Odd", "Phone"], [], "other", chosen, {})

    assert found == {"Name": "company", "Shoe": "", "Odd": "", "Phone": "phone"}


def test_a_field_of_the_clinics_own_is_known_by_key_and_name():
    fields = {"shoe": CustomField(key="shoe", name="Shoe size", names={"it": "Numero di scarpe"}, kind="number")}

    assert suggest(["numero di SCARPE"], [], "other", None, fields) == {"numero di SCARPE": "custom.shoe"}
    assert targets(fields)["custom.shoe"] == "Shoe size"


def test_lists_of_nobody_we_know_are_other():
    assert recognise(["Name", "Phone", "Website", "Stage"]) == "other"


def test_a_fingerprint_is_of_the_columns_not_of_their_spelling():
    assert fingerprint(["E-Mail", "Città"]) == fingerprint(["email", "citta"]) != fingerprint(["citta", "email"])
