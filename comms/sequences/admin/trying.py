"""What a button of a sequence's page does; why it did not, said above the page."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, NotThere

Done = TypeVar("Done")


def tried(request: HttpRequest, do: Callable[[], Done]) -> Done | None:
    try:
        return do()
    except NotThere:
        messages.warning(request, _("This step is not there any more."))
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return None
