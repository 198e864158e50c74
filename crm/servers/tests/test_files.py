from pathlib import Path

import pytest

from crm.servers.files import Presence, write_private
from crm.servers.place import make_folder


def test_a_private_file_is_replaced_whole_and_is_ours_alone(tmp_path: Path):
    file = tmp_path / "secret"
    file.write_text("old")
    file.chmod(0o644)

    write_private(file, "new")

    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_only_the_last_one_to_leave_is_told_so(tmp_path: Path):
    first, second = Presence(tmp_path / "lock"), Presence(tmp_path / "lock")

    assert first.leave() is False
    assert second.leave() is True


@pytest.mark.parametrize("mode", [0o700, 0o711])
def test_a_new_folder_has_its_mode_and_an_old_one_keeps_its_own(tmp_path: Path, mode: int):
    new, old = tmp_path / "new", tmp_path / "old"
    old.mkdir(mode=0o755)

    make_folder(new, mode)
    make_folder(old, mode)

    assert new.stat().st_mode & 0o777 == mode
    assert old.stat().st_mode & 0o777 == 0o755
