"""API keys of a clinic: made, checked, revoked (HOUSE 18)."""
