from attribution.conversions.models.destination import Destination
from attribution.conversions.models.event import ConversionEvent, Kind
from attribution.conversions.models.export import Export, ExportedConversion
from attribution.conversions.models.retraction import Retraction
from attribution.conversions.models.rules import ConversionRules
from attribution.conversions.models.upload import Upload, UploadContent

__all__ = [
    "ConversionEvent",
    "ConversionRules",
    "Destination",
    "Export",
    "ExportedConversion",
    "Kind",
    "Retraction",
    "Upload",
    "UploadContent",
]
