"""What each error of the Conversions API means: by code and subcode, for titles come in the reader's language."""

from attribution.providers.answers import Refused, Trouble, error_in, without_code
from crm.lib.errors import ProviderError
from crm.lib.http import Reply

INVALID, TOO_OLD, NO_SUCH = 100, 2804003, 33
_TROUBLES: dict[Trouble, tuple[int, ...]] = {
    Trouble.TRANSIENT: (1, 2),
    Trouble.RATE: (4, 17, 32, 341, 613, 80004),
    Trouble.AUTH: (102, 104, 190, 463, 467),
    Trouble.ACCOUNT: (3, 10, 368, *range(200, 300)),
    Trouble.SETUP: (803,),
}
_BY_CODE = {code: trouble for trouble, codes in _TROUBLES.items() for code in codes}


def refusal(reply: Reply) -> ProviderError:
    """Refused, when Graph said no; otherwise what a machine in front of it said."""
    error = error_in(reply)
    code, subcode = error.get("code"), error.get("error_subcode")
    if type(code) is not int:
        return without_code(reply)
    said = f"{code}/{subcode}" if type(subcode) is int else str(code)
    return Refused(trouble_of(code, subcode), code=said, wait=reply.wait)


def trouble_of(code: int, subcode: object = None) -> Trouble:
    if code == INVALID:
        return {TOO_OLD: Trouble.TOO_OLD, NO_SUCH: Trouble.SETUP}.get(subcode, Trouble.EVENT)
    return _BY_CODE.get(code, Trouble.OTHER)
