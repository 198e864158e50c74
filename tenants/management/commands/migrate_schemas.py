"""`migrate_schemas` searches public behind each clinic: here it is the runner (HOUSE 3, 4)."""

from tenants.management.commands.migrate import Command

__all__ = ["Command"]
