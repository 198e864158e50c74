"""One shape for every refusal of the API, and one body for what is not there (HOUSE, "Answers")."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import NotFound
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from crm.lib.errors import NotThere
from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

LISTS = ("leads", "staff", "trail", "notices")


def answered(raises):
    """(status, body) of an endpoint that breaks off so."""

    class Broken(APIView):
        permission_classes = []

        def get(self, request):
            raises()

    answer = Broken.as_view()(APIRequestFactory().get("/api/v1/anything"))
    return answer.status_code, json.loads(answer.render().content)


def raising(error):
    def raises():
        raise error

    return raises


def test_whatever_says_that_nothing_is_there_says_it_in_the_same_words(clinic):
    def looks_for_nobody():
        with clinic_context(clinic):
            get_object_or_404(User, pk=0)

    told = [answered(raising(error)) for error in (NotThere(), Http404("lead 7 of Mario"), NotFound())]

    assert told == [(404, {"code": "not_found", "detail": "Not found.", "fields": {}})] * 3
    assert answered(looks_for_nobody) == told[0]


def test_djangos_own_refusal_has_our_shape_and_none_of_its_words():
    status, body = answered(raising(PermissionDenied("lead 7 of Mario")))

    assert (status, body["code"], set(body)) == (403, "forbidden", {"code", "detail", "fields"})
    assert "Mario" not in body["detail"]


def test_a_model_that_refuses_its_row_is_422_by_field():
    status, body = answered(raising(ValidationError({"country": ["Unknown."]})))

    assert (status, body["code"], body["fields"]) == (422, "invalid", {"country": ["Unknown."]})


@pytest.mark.parametrize("format_", ["csv", "json", "api", "x"])
@pytest.mark.parametrize("rows", LISTS)
def test_no_word_of_the_question_chooses_another_form_of_answer(clinic, rows, format_):
    assert (
        client_of(clinic, make_user(clinic, role=ADMIN)).get(f"/api/v1/{rows}?format={format_}").status_code == 200
    )
