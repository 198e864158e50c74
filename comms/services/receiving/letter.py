"""A message as it came, with where it came from."""

from dataclasses import dataclass

from comms.providers.base import Incoming


@dataclass(frozen=True)
class Letter:
    """A message with where it came from: the event that brought it, and its bytes as an arrival keeps them."""

    news: Incoming
    channel: str
    event: int
    body: bytes
    content_type: str
