"""The owner's connection leads to the database that the app works in, or nowhere (HOUSE 5)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tenants.owner import owner_connection


@pytest.mark.parametrize(
    ("address", "words"), [("", "is not set"), ("postgres://owner:x@db/another", "different databases")]
)
def test_an_owner_of_nothing_or_of_another_database_is_refused(address, words):
    with override_settings(DATABASE_OWNER_URL=address), pytest.raises(ImproperlyConfigured, match=words):
        owner_connection()
