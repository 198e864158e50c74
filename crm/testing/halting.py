"""The web process of the product, which has stored a lead and then never says so: for who kills it there.

`Web("crm.testing.halting:application", "wsgi", port)`.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from crm.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As the product, but for the answer to a POST, whose transactions are committed."""
    answer = product(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST":
        threading.Event().wait()
    return answer
