"""What programs may send to the API, made up from its own description (H:L4).

API_CASES says how many requests of each kind are tried; CI takes few, a longer look takes 10 000, with
--hypothesis-profile=default other ones each time.
"""

import os
from collections.abc import Callable, Mapping

import requests
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode, Response, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CASES = int(os.environ.get("API_CASES", "24"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_OURS = {"cookie", "host", "x-api-key", "x-csrftoken", "content-length", "transfer-encoding"}


def described(document: Mapping[str, object]) -> dict[str, APIOperation]:
    """Each endpoint of an OpenAPI document by "GET /path"."""
    schema = openapi.from_dict(dict(document))
    found = (result.ok() for result in schema.get_all_operations())
    return {f"{one.method.upper()} {one.path}": one for one in found}


def try_everything(
    operation: APIOperation,
    client: Client,
    *,
    headers: Mapping[str, str] | None = None,
    lead_on: Callable[[Case], None] = lambda case: None,
    cases: int = CASES,
) -> set[int]:
    """Send `cases` requests, some as the description allows and some not; the answers' codes.

    `lead_on` changes every second one, so that it gets further than made up values do. Raises what schemathesis
    found: a 5xx, a code or a body that the description does not have.
    """
    codes: list[int] = []

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of([operation.as_strategy(mode) for mode in _modes(operation)]))
    def send(case: Case) -> None:
        if len(codes) % 2:
            lead_on(case)
        response = sent(case, client, headers or {})
        codes.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    send()
    return set(codes)


def _modes(operation: APIOperation) -> list[GenerationMode]:
    """Of an endpoint that takes nothing at all, nothing can be wrong."""
    takes = operation.body or operation.query or operation.path_parameters
    return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if takes else [GenerationMode.POSITIVE]


def sent(case: Case, client: Client, headers: Mapping[str, str]) -> Response:
    """The product's answer to a made up request, with the sender's own headers."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    given = {name: value for name, value in asked.headers.items() if name.lower() not in _OURS}
    kind = given.pop("Content-Type", "application/json")
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    answer = client.generic(asked.method, asked.path_url, body, content_type=kind, headers=given | dict(headers))
    return Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.items()},
        content=answer.getvalue(),
        request=asked,
        elapsed=0.1,
        verify=True,
    )
