"""Names and limits of the streams; shared by who writes and who reads."""

import uuid

# A browser that was away for longer than this many events asks for everything anew (`resync`).
KEPT = 1000
# A field of an event that is told to one member of staff only: the number of their account.
ONLY = "only"


def stream_of(clinic: uuid.UUID) -> str:
    return f"live:{clinic.hex}"
