from collections.abc import Mapping
from typing import Any

from rest_framework.parsers import BaseParser

from tenants.desk.api.bodies import parse_json


class HouseJSONParser(BaseParser):
    """DRF's JSON parser with our limits: what it lets through, the database takes (H:L4)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        return parse_json(stream.read())
