from attribution.models.touchpoint import Touchpoint

__all__ = ["Touchpoint"]
