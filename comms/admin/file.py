"""A file of a message, for whoever sees the conversation."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from comms.models import Attachment
from comms.services.composing import place_of
from tenants.storage import PrivateStorage


def file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Always to be downloaded, never a page of ours (H:X7): an img or audio element of a thread shows it."""
    stored = Attachment.objects.visible_to(request.user).filter(state=Attachment.State.STORED)
    one = stored.filter(pk=file_id).first()
    storage = PrivateStorage()
    if one is None or not storage.exists(place_of(one)):
        return render(request, "404.html", status=404)
    answer = FileResponse(storage.open(place_of(one)), as_attachment=True, filename=one.name, content_type=one.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "sandbox"  # crm.headers adds what no file may
    return answer
