from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from crm.lib.errors import TooLarge
from tenants.desk.api.bodies import MAX_BYTES, parse_json


class HouseJSONParser(BaseParser):
    """DRF's JSON parser with our limits: what it lets through, the database takes (H:L4)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping | None = None) -> object:
        """The value of the JSON in `stream`. Raises Unreadable, and TooLarge beyond MAX_BYTES."""
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise TooLarge(_("Send at most %(kilobytes)d kB.") % {"kilobytes": MAX_BYTES // 1024})
        return parse_json(body)
