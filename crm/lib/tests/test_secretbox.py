"""What is locked for one owner opens for that owner alone (H:K3)."""

import pytest
from cryptography.fernet import Fernet

from crm.lib.secretbox import InvalidToken, lock, unlock

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_text_comes_back_to_its_owner():
    assert unlock(lock(b"secret \0 text", [NEW], owner="A"), [NEW], owner="A") == b"secret \0 text"


@pytest.mark.parametrize("owner", ["B", "", "A ", "platform"])
def test_copied_to_another_owner_it_does_not_open(owner):
    token = lock(b"secret", [NEW], owner="A")

    with pytest.raises(InvalidToken):
        unlock(token, [NEW], owner=owner)


def test_the_first_key_of_the_ring_writes_and_all_of_them_read():
    written_before = lock(b"secret", [OLD], owner="A")

    assert unlock(written_before, [NEW, OLD], owner="A") == b"secret"
    with pytest.raises(InvalidToken):
        unlock(lock(b"secret", [NEW, OLD], owner="A"), [OLD], owner="A")


def test_a_text_that_was_changed_does_not_open():
    token = bytearray(lock(b"secret", [NEW], owner="A"))
    token[20] ^= 1

    with pytest.raises(InvalidToken):
        unlock(bytes(token), [NEW], owner="A")
