"""Addresses that stand in messages, on the clinic's own host."""

from django.urls import path

from comms.public.views import short_link, unsubscribe_page

urlpatterns = [
    path("l/<str:link_code>", short_link, name="short-link"),
    path("u/<str:stop_token>", unsubscribe_page, name="unsubscribe"),
]
