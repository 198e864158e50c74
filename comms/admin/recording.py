from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from comms.services.calls.recordings import listen
from crm.lib.errors import NotThere


def recording(request: HttpRequest, call_id: int) -> HttpResponse:
    """The sound, for whoever sees the lead; never kept by a browser or on the way (HOUSE 19)."""
    try:
        sound = listen(call_id, by=request.user)
    except NotThere:
        return render(request, "404.html", status=404)
    answer = FileResponse(sound, content_type="audio/mpeg", filename="call.mp3")
    answer["Cache-Control"] = "private, no-store"
    return answer
