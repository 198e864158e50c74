from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_there(request: HttpRequest) -> HttpResponse:
    """Not there, or not yours: the same body."""
    return render(request, "404.html", status=404)
