from leads.services.importing.apart.refusing import TOO_DEEP, Refused

DEEPEST = 20
BETWEEN = "; "
LONGEST = 5_001  # one more than a cell keeps, so that the cut is seen


def flattened(value: dict) -> dict[str, str]:
    """One level of texts: `{"displayName": {"text": "X"}}` is `displayName.text`. Raises Refused beyond DEEPEST.

    Texts of a list are joined; a list of objects has no place in a row and is left out.
    """
    found: dict[str, str] = {}
    _gather(value, "", found, 1)
    return found


def _gather(value: dict, above: str, found: dict[str, str], depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(TOO_DEEP)
    for key, inner in value.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(inner, dict):
            _gather(inner, name, found, depth + 1)
        elif not isinstance(inner, list):
            found[name] = _text(inner)
        elif not any(isinstance(one, dict | list) for one in inner):
            found[name] = BETWEEN.join(_text(one) for one in inner if one is not None)[:LONGEST]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)[:LONGEST]
