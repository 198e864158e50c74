"""What a clinic's website asks for, on the clinic's host and on the platform's."""

from django.urls import path

from leads.website.files import embed_file
from leads.website.plain import lead_form

urlpatterns = [
    path("embed/<path:embedded>", embed_file, name="embed-file"),
    path("forms/lead", lead_form, name="lead-form"),
]
