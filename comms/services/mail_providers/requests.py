"""A request as it came, put together again for whoever reads Django's requests: at the door, and in a worker."""

from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest

from comms.services.mail_providers.forms import Form, form_of


class Told(WSGIRequest):
    def parse_file_upload(self, META: dict[str, str], post_data: BytesIO) -> Form:  # noqa: N803  Django's name
        return form_of(post_data.getvalue(), META["CONTENT_TYPE"])


def request_of(body: bytes, content_type: str, authorization: str = "") -> WSGIRequest:
    """A POST of these bytes. How large it may be was asked at the door, so nobody asks again."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": authorization,
        "wsgi.input": BytesIO(),
    }
    request = Told(environ)
    request._body = body  # what `request.body` keeps once it has read and measured it
    return request
