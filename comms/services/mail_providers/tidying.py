"""What is said about a mail, on one line each, before anymail reads it: for a line end in a patient's name it would
refuse all of their mail (H:X6)."""

import json
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from crm.lib.lines import one_line

# What has lines, or is no text.
_AS_IT_IS = {"TextBody", "HtmlBody", "RawEmail", "Content", "Data"}
_HEADERS = "message-headers"


def tidied(request: WSGIRequest) -> WSGIRequest:
    if request.content_type == "application/json":
        request._body = json.dumps(_on_one_line(json.loads(request.body))).encode()
    elif _HEADERS in request.POST:
        told = request.POST.copy()
        told[_HEADERS] = json.dumps(_on_one_line(json.loads(told[_HEADERS])))
        request.POST = told
    return request


def _on_one_line(told: Any) -> Any:
    if isinstance(told, str):
        return one_line(told.encode("utf-8", "replace").decode())  # a lone surrogate has no bytes
    if isinstance(told, list):
        return [_on_one_line(one) for one in told]
    if isinstance(told, dict):
        return {name: one if name in _AS_IT_IS else _on_one_line(one) for name, one in told.items()}
    return told
