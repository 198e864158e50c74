"""Addresses before the login, the same on a clinic's host and on the platform's."""

from django.urls import path

from tenants.staff.views import AskView, InvitationView, ResetView, unlock_door

urlpatterns = [
    path("invitation/<str:uid>/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("reset/", AskView.as_view(), name="reset"),
    path("reset/<str:uid>/<str:token>/", ResetView.as_view(), name="reset-set"),
    path("unlock/<str:unlock_token>/", unlock_door, name="unlock"),
]
