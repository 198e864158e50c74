"""One JSON object a line, with clinic and request id, and never a patient's data (F:G7, H:T18)."""

LOGGING_CONFIG = "crm.logs.configure"
LOGGING = {"level": "INFO"}
