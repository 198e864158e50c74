"""A body in pieces is read like one with a length, whatever the header calls them."""

from io import BytesIO

import pytest
from django.http import HttpResponse

from crm.bodies import WholeBodyMiddleware


class Broken(BytesIO):
    def read(self, *_):
        raise OSError("the sender went away")


def answered(rf, stream, **headers):
    """What a view behind the middleware reads of a form."""
    request = rf.post("/admin/login/", headers=headers)
    request.META |= {
        "wsgi.input": stream,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "",
    }
    request = type(request)(request.META)
    return WholeBodyMiddleware(lambda seen: HttpResponse(f"{seen.body.decode()} {seen.POST.get('word')}"))(request)


@pytest.mark.parametrize("named", ["chunked", "Chunked", "gzip, chunked", "chunked, chunked"])
def test_a_form_in_pieces_reaches_its_view(rf, named):
    answer = answered(rf, BytesIO(b"word=here"), **{"Transfer-Encoding": named})

    assert answer.content == b"word=here here"


def test_a_sender_who_goes_away_is_a_400(rf):
    assert answered(rf, Broken(), **{"Transfer-Encoding": "chunked"}).status_code == 400
