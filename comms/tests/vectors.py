"""Wire vectors that were generated, or follow public shapes; WIRE_VECTORS names the folder of newer ones."""

import json
import os
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent / "payloads"


def vector(name: str) -> Any:
    """What stands in vectors/<name>, like "whatsapp/send_requests.json"."""
    folder = os.environ.get("WIRE_VECTORS")
    return json.loads(((Path(folder) if folder else _HERE) / name).read_text())
