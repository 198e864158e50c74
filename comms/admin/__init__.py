"""The desk pages of conversations."""

from comms.admin import template  # noqa: F401  they register themselves
