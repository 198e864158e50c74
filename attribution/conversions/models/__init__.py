from attribution.conversions.models.event import ConversionEvent, Kind
from attribution.conversions.models.export import Export, ExportedConversion
from attribution.conversions.models.rules import ConversionRules

__all__ = ["ConversionEvent", "ConversionRules", "Export", "ExportedConversion", "Kind"]
