"""The file of an export as an answer, for the desk and for programs: attached, never kept by anybody between."""

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from crm.lib.sheets import KINDS
from leads.models import Export
from leads.services.exporting.fetching import fetched, file_name
from leads.services.exporting.files import read_parts


def file_answer(request: HttpRequest, export: Export) -> StreamingHttpResponse:
    """Raises NotThere when the file is gone. Only whoever reads it has had it."""
    answer = StreamingHttpResponse(
        read_parts(export.pk, export.parts), content_type=KINDS[export.kind].content_type
    )
    if request.method != "HEAD":
        fetched(export, now=timezone.now())
    answer["Content-Disposition"] = f'attachment; filename="{file_name(export)}"'
    answer["Content-Length"] = str(export.size)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
