from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.lib import csvsafe
from leads.admin.importing.one import found
from leads.services.importing.refused import refused_table


def left_out(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that were left out as a file with reasons, to be put right and brought again."""
    brought = found(request, import_id)
    if brought is None:
        return render(request, "404.html", status=404)
    heading, rows = refused_table(brought)
    body = "".join(csvsafe.lines([heading, *rows]))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="left-out-{brought.pk}.csv"'
    return answer
