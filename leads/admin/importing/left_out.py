from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from leads.admin.importing.one import found
from leads.services.importing.refused import refused_file


def left_out(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The rows that were left out as a file with reasons, to be put right and brought again. A POST: it leaves a
    line in the trail, as asking for an export does."""
    brought = found(request, import_id)
    if brought is None:
        return render(request, "404.html", status=404)
    name = f"left-out-{brought.pk}.csv"
    answer = FileResponse(
        refused_file(brought), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
