"""What Django's Redis cache may hold: JSON, never pickles (H:K6)."""

import json


class JSONSerializer:
    def dumps(self, value: object) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, raw: bytes) -> object:
        return json.loads(raw)
