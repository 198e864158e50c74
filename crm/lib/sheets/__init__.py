"""Tables as files that people open in a spreadsheet, or programs read: CSV, XLSX, JSON. Written in pieces."""

from crm.lib.sheets.kinds import KINDS, Kind, stream

__all__ = ["KINDS", "Kind", "stream"]
