from crm.lib.errors import HouseError


class ProviderRefused(HouseError):
    """A test of credentials failed: the sentence says why, and what to change. Never the provider's own words."""


class Unreadable(HouseError):
    """No key of ours opens these credentials, or they were written for another clinic (H:K3)."""

    code = "credentials_unreadable"
