"""Private files: one folder a clinic, no public URL; a view serves them after a permission check (HOUSE 19)."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

from tenants.context import current_clinic


class PrivateStorage(FileSystemStorage):
    """Files of the current clinic. Asked outside a clinic it raises NoClinic rather than guess."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @cached_property
    def _root(self) -> Path:
        return Path(settings.PRIVATE_FILES_ROOT)

    # Properties, not cached: one storage object serves every clinic of the process in turn (H:T9).
    @property
    def base_location(self) -> str:
        return str(self._root / str(current_clinic().uuid))

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def left_in(self, folder: str, *, before: datetime) -> set[str]:
        """What lies in a folder, files and folders by their own name, and was not changed since `before`."""
        with suppress(FileNotFoundError):
            names = (name for listed in self.listdir(folder) for name in listed)
            return {name for name in names if self._is_older(f"{folder}/{name}", before)}
        return set()

    def keys_left_in(self, folder: str, *, before: datetime) -> set[UUID]:
        """Those of `left_in` that are named by a key; what somebody else put there is left alone."""
        keys = set()
        for name in self.left_in(folder, before=before):
            with suppress(ValueError):
                keys.add(UUID(name))
        return keys

    def _is_older(self, name: str, before: datetime) -> bool:
        """One that goes at this moment is none to be looked after."""
        with suppress(FileNotFoundError):
            return self.get_modified_time(name) < before
        return False

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no public address.")
