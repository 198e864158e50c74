"""What each error code of the Graph API means for us (INTEGRATIONS 4.4; numbers of Meta's page and pywa 4.5.0)."""

from typing import Any

from comms.providers.asking import object_in, without_code
from comms.providers.base import Refused, Trouble
from crm.lib.errors import ProviderError
from crm.lib.http import Reply

_TROUBLES: dict[Trouble, tuple[int, ...]] = {
    Trouble.TRANSIENT: (1, 2, 131000, 131016, 131057),
    Trouble.RATE: (4, 80007, 130429, 133016),
    Trouble.PAIR: (131056,),
    Trouble.WINDOW: (131047,),
    Trouble.UNREACHABLE: (131026,),
    Trouble.ADDRESS: (131021, 131062),  # our own number; no id without a number here
    Trouble.OPTED_OUT: (131050,),
    Trouble.CAPPED: (130472, 131049),
    Trouble.CONTENT: (131008, 131009, 131051, 131052, 131053, 135000),
    Trouble.TEMPLATE: (132000, 132001, 132005, 132007, 132008, 132012),
    Trouble.TEMPLATE_PAUSED: (132015, 132016),
    Trouble.SPAM: (131048, 131064),
    Trouble.SENDER: (131030, 131037, 131063),  # a test number; a name not approved; marketing by another API
    Trouble.REGION: (130497,),
    Trouble.ACCOUNT: (368, 131031, 131042, 131045, 133010),
    Trouble.AUTH: (0, 3, 10, 190, 131005, *range(200, 300)),
}
_BY_CODE = {code: trouble for trouble, codes in _TROUBLES.items() for code in codes}


def trouble_of(code: object) -> Trouble:
    """OTHER for a code that we do not know; titles change, so nothing else is looked at."""
    return _BY_CODE.get(code, Trouble.OTHER) if type(code) is int else Trouble.OTHER


def refusal(reply: Reply) -> ProviderError:
    """Refused, when Graph said no; otherwise what a machine in front of it said (see `without_code`)."""
    error = _error(reply)
    code = error.get("code")
    if type(code) is not int:
        return without_code(reply)
    return Refused(trouble_of(code), code=str(code), wait=reply.wait, detail=details(error))


def details(error: dict[str, Any]) -> str:
    """Their words. `error_data` is a dict, or a string, or not there."""
    more = error.get("error_data")
    said = more.get("details") if isinstance(more, dict) else more
    said = said or error.get("message")
    return said if isinstance(said, str) else ""


def _error(reply: Reply) -> dict[str, Any]:
    error = object_in(reply).get("error")
    return error if isinstance(error, dict) else {}
