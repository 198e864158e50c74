"""Without DRF: the limit, and the leanest of the floors."""

import json

from django.db import connection
from django.http import HttpRequest, JsonResponse

from crm.bench.floor.work import COLUMNS, PLAIN, Refused, admit, checked, is_trapped, store


def raw(request: HttpRequest) -> JsonResponse:
    """The limit: a plain view and one INSERT, nothing checked."""
    data = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [*(data.get(name, "") for name in COLUMNS[:-1]), 0])
        return JsonResponse({"lead_id": cursor.fetchone()[0]}, status=201)


def lean(request: HttpRequest) -> JsonResponse:
    try:
        admit(request.headers.get("X-API-Key", ""))
        data = json.loads(request.body)
        if is_trapped(data):
            return JsonResponse({"lead_id": 0}, status=201)
        number, status = store(checked(data))
    except Refused as refused:
        return JsonResponse({"code": "refused"}, status=refused.status)
    return JsonResponse({"lead_id": number}, status=status)
