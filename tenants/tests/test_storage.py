"""Private files lie in a folder of the clinic and are served by nobody's address (H:T9)."""

from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from crm.testing.people import client_of, make_user
from tenants.context import NoClinic, clinic_context
from tenants.storage import PrivateStorage


@pytest.fixture
def storage(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    return PrivateStorage()


@pytest.fixture
def letter(storage, clinic):
    """A file of A, by its name."""
    with clinic_context(clinic):
        return storage.save("letters/x-ray.txt", ContentFile(b"of A"))


def test_a_file_lies_under_its_clinics_uuid_for_its_owner_only(storage, clinic, letter, tmp_path):
    path = tmp_path / str(clinic.uuid) / letter

    assert path.read_bytes() == b"of A"
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


def test_one_storage_object_serves_each_clinic_its_own_files(storage, clinic, other_clinic, letter):
    with clinic_context(other_clinic):
        assert not storage.exists(letter)
        with pytest.raises(FileNotFoundError):
            storage.open(letter)
        storage.save(letter, ContentFile(b"of B"))
    with clinic_context(clinic):
        assert storage.open(letter).read() == b"of A"


@pytest.mark.parametrize("way", ["../{uuid}/{letter}", "/{root}/{uuid}/{letter}", "letters/../../{uuid}/{letter}"])
def test_no_path_leads_into_the_neighbours_folder(storage, clinic, other_clinic, letter, tmp_path, way):
    path = way.format(uuid=clinic.uuid, letter=letter, root=str(tmp_path).lstrip("/"))

    with clinic_context(other_clinic), pytest.raises(SuspiciousFileOperation):
        storage.open(path)


def test_outside_a_clinic_there_are_no_files(storage, letter):
    with pytest.raises(NoClinic):
        storage.open(letter)


def test_a_file_has_no_public_address(storage, clinic, letter, settings):
    with clinic_context(clinic), pytest.raises(ValueError, match="no public address"):
        storage.url(letter)

    assert not settings.MEDIA_URL.strip("/")
    assert settings.STORAGES["default"]["BACKEND"] == "tenants.storage.PrivateStorage"


def test_its_path_as_an_address_is_404_for_everybody(clinic, other_clinic, platform_client, letter):
    path = f"/{clinic.uuid}/{letter}"
    clients = [platform_client, *(client_of(one) for one in (clinic, other_clinic))]
    clients += [client_of(one, make_user(one)) for one in (clinic, other_clinic)]

    answers = {
        client.get(address).status_code
        for client in clients
        for address in (path, f"/media{path}", f"/static{path}", f"/static/../{Path(path).name}")
    }

    assert answers == {404}
