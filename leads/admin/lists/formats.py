"""The kinds of files a list may be written as, by our writers: the library's leave formulas alive (H:M18)."""

from import_export.formats.base_formats import Format
from tablib import Dataset

from crm.lib.sheets import KINDS, Kind, stream


class SafeFormat(Format):
    """Written by crm.lib.sheets; read by nobody: what people bring goes through leads.services.importing.files."""

    kind: Kind

    def get_title(self) -> str:
        return self.kind.title

    def export_data(self, dataset: Dataset, **_options: object) -> bytes:
        return b"".join(stream(self.kind.name, dataset.headers, dataset))

    def get_extension(self) -> str:
        return self.kind.name

    def get_content_type(self) -> str:
        return self.kind.content_type

    @staticmethod
    def can_import() -> bool:
        return False

    can_export = staticmethod(lambda: True)


class SafeCsv(SafeFormat):
    kind = KINDS["csv"]


class SafeXlsx(SafeFormat):
    kind = KINDS["xlsx"]


FORMATS: dict[str, type[SafeFormat]] = {one.kind.name: one for one in (SafeCsv, SafeXlsx)}
