"""What a list of leads looks like to programs (docs/api.md)."""

from drf_spectacular.utils import OpenApiResponse

from leads.api import examples
from leads.api.intake_shape import ENQUIRY
from leads.models import ImportRow, LeadImport
from leads.services.importing.rows import DOUBTS, REASONS
from leads.services.importing.sent import MOST_LEADS
from tenants.desk.api.schema import ERROR

_FILE = {"type": "string", "format": "binary"}
_SAID = {
    "mapping": {"type": "string", "description": 'A JSON object, {"Column": "target"}; else as remembered.'},
    "options": {"type": "string", "description": 'A JSON object, {"owner": "file", "tag": "old list"}.'},
}
FILE = {
    "multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": _FILE, **_SAID}},
    "text/csv": _FILE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _FILE,
}
BULK = {
    "type": "object",
    "description": "Or the list alone.",
    "required": ["leads"],
    "example": examples.MANY,
    "properties": {"leads": {"type": "array", "items": ENQUIRY, "minItems": 1, "maxItems": MOST_LEADS}},
}
_WHOLE = {"type": "integer"}
_NUMBERS = {"type": "object", "additionalProperties": _WHOLE}
JOB_OF_LIST = {
    "type": "object",
    "required": ["import_id", "job_id", "state", "total", "error", "status_url", "result", "reasons", "operation"],
    "properties": {
        "import_id": _WHOLE,
        "job_id": {"type": "string", "format": "uuid", "nullable": True},
        "state": {"type": "string", "enum": LeadImport.State.values},
        "total": {"type": "integer", "description": "Rows."},
        "error": {"type": "string", "description": "Why it failed, in a sentence."},
        "status_url": {"type": "string", "description": "A path of this host; open to the key that sent the list."},
        "result": {"type": "object", "description": "Rows that are new, merge, skip.", **_NUMBERS},
        "reasons": {"type": "object", "description": "Why rows are left out.", **_NUMBERS},
        "operation": {"type": "integer", "nullable": True, "description": "Takes it back, for 30 days."},
    },
}
ROW = {
    "type": "object",
    "properties": {
        "number": {"type": "integer", "description": "As a spreadsheet counts."},
        "result": {"type": "string", "enum": ImportRow.Fate.values},
        "reason": {"type": "string", "enum": ["", *REASONS]},
        "doubts": {"type": "array", "items": {"type": "string", "enum": list(DOUBTS)}},
        "lead_id": {"type": "integer", "nullable": True},
    },
}
_MOST = "A file of more than 10 MB, or a body of more than 1 000 leads or 2 MB."
TOO_LARGE = OpenApiResponse(ERROR, description=_MOST)
LIST = {**JOB_OF_LIST, "properties": {**JOB_OF_LIST["properties"], "rows": {"type": "object"}}}
