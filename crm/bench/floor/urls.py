from django.urls import path

from crm.bench.floor.drf import Full, LeanDRF
from crm.bench.floor.views import lean, raw

urlpatterns = [
    path("raw", raw),
    path("lean", lean),
    path("leandrf", LeanDRF.as_view()),
    path("full", Full.as_view()),
]
