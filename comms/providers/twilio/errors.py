"""What each error code of Twilio means for us: of an answer, or as ErrorCode of a status (INTEGRATIONS 5.2)."""

from comms.providers.asking import object_in, without_code
from comms.providers.base import Refused, Trouble
from crm.lib.errors import ProviderError
from crm.lib.http import Reply

_TROUBLES: dict[Trouble, tuple[int, ...]] = {
    Trouble.TRANSIENT: (20500, 20503, 30003, 30008, 30017, 31000),
    Trouble.RATE: (14107, 20429, 30001, 30022, 63018),
    Trouble.WINDOW: (63016,),
    Trouble.ADDRESS: (13223, 13224, 21211, 21214, 21217, 21401, 21614, 30005, 30006, 32009),
    Trouble.UNREACHABLE: (30004,),
    Trouble.OPTED_OUT: (21610,),
    Trouble.CONTENT: (21602, 21604, 21617, 21619, 21620, 21623, 30007, 30019, 30410),
    Trouble.SENDER: (21210, 21212, 21603, 21606, 21659, 21660, 21704, 30034),
    Trouble.REGION: (13227, 21215, 21408, 21612),
    Trouble.ACCOUNT: (20005, 30002, 30037),
    Trouble.AUTH: (20003, 20006, 20403, 20404),
}
_BY_CODE = {code: trouble for trouble, codes in _TROUBLES.items() for code in codes}


def trouble_of(code: object) -> Trouble:
    """Of a number, or of its digits as statuses carry them. OTHER for one that we do not know."""
    if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 8:
        code = int(code)
    return _BY_CODE.get(code, Trouble.OTHER) if type(code) is int else Trouble.OTHER


def refusal(reply: Reply) -> ProviderError:
    """Refused, when Twilio said no; otherwise what a machine in front of it said (see `without_code`)."""
    error = object_in(reply)
    code = error.get("code")
    if type(code) is not int:
        return without_code(reply)
    said = error.get("message")
    return Refused(trouble_of(code), code=str(code), wait=reply.wait, detail=said if isinstance(said, str) else "")
