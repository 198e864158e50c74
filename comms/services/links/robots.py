"""Who opens an address without anybody looking: previews of messengers, scanners of mail, search engines."""

import re
from collections.abc import Mapping

# What they call themselves (their own pages, read 2026-11-22); a person's browser has none of these words.
_NAMES = re.compile(
    r"bot\b|bot/|crawl|spider|preview|prefetch|scan|whatsapp|facebookexternalhit|facebookcatalog|meta-external"
    r"|slack|telegram|twitter|linkedin|discord|skype|viber|embedly|pinterest|google-|googleother|apple-pubsub"
    r"|bingpreview|yandex|baidu|duckduck|proofpoint|mimecast|barracuda|symantec|safelinks|microsoft office"
    r"|curl|wget|python|java/|go-http|okhttp|headless|phantom|lighthouse|monitor|validator|checker|libwww|httpx",
    re.IGNORECASE,
)
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def is_robot(method: str, headers: Mapping[str, str]) -> bool:
    """Whether this opening is nobody's. `headers` are found whatever their case. Who has no name is a robot."""
    agent = headers.get("User-Agent", "")
    is_ahead = any("prefetch" in headers.get(name, "").lower() for name in _AHEAD)
    return method != "GET" or is_ahead or not agent.strip() or bool(_NAMES.search(agent[:1000]))
