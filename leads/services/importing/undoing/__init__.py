"""An import is taken back: leads that it made and nobody touched go, what it filled is blank again (H:I10)."""

from leads.services.importing.undoing.taking_back import register_imports_back, take_back

__all__ = ["register_imports_back", "take_back"]
