"""What Twilio is told to do with a call (TwiML). Whatever people wrote is text in it, never a tag."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY = f"{_HEAD}<Response/>"
STEPS = "initiated ringing answered completed"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Urls:
    """Ours, that Twilio tells: how each leg goes, where a recording is, and what to do when the dial ended.
    `notice` is asked what the patient hears before they are connected."""

    status: str = ""
    recording: str = ""
    after: str = ""
    notice: str = ""


def dial_number(number: str, *, caller: str, urls: Urls) -> str:
    """Once the agent has answered, connect the patient, who sees `caller`, the clinic's own number."""
    return _response(_dial([_leg("Number", number, urls)], {"callerId": caller, **_recorded(urls)}))


def ring_agents(
    identities: Iterable[str],
    *,
    caller: str,
    urls: Urls,
    timeout: int,
    say: str = "",
    language: str = "",
    told: Mapping[str, str] = _NOTHING,
) -> str:
    """An inbound call: a sentence first, if there is one, then every softphone, and every telephone of a colleague
    (E.164), at once, for `timeout` seconds. A softphone is `told` who calls."""
    legs = [_leg("Number", one, urls) if one.startswith("+") else _softphone(one, urls, told) for one in identities]
    rules = {"callerId": caller, "timeout": str(timeout), "action": urls.after, **_recorded(urls)}
    return _response(_say(say, language) + _dial(legs, rules))


def announce(text: str, *, language: str) -> str:
    """Say a sentence to somebody who is connected after it."""
    return _response(_say(text, language))


def speak(text: str, *, language: str) -> str:
    """Say a sentence and hang up."""
    return _response(_say(text, language) + "<Hangup/>")


def take_message(text: str, *, language: str, urls: Urls, seconds: int) -> str:
    """Say a sentence, then record what they say after the tone, for `seconds` at most."""
    rules = {"maxLength": str(seconds), "playBeep": "true", "recordingStatusCallback": urls.recording}
    return _response(f"{_say(text, language)}<Record{_attributes(rules)}/><Hangup/>")


def _say(text: str, language: str) -> str:
    return f"<Say{_attributes({'language': language})}>{_text(text)}</Say>" if text else ""


def _dial(legs: list[str], rules: Mapping[str, str]) -> str:
    return f"<Dial{_attributes({'answerOnBridge': 'true', **rules})}>{''.join(legs)}</Dial>"


def _leg(kind: str, whom: str, urls: Urls) -> str:
    told = {"statusCallback": urls.status, "statusCallbackEvent": STEPS if urls.status else "", "url": urls.notice}
    return f"<{kind}{_attributes(told)}>{_text(whom)}</{kind}>"


def _softphone(identity: str, urls: Urls, told: Mapping[str, str]) -> str:
    if not any(told.values()):
        return _leg("Client", identity, urls)
    steps = {"statusCallback": urls.status, "statusCallbackEvent": STEPS if urls.status else ""}
    more = "".join(
        f"<Parameter{_attributes({'name': name, 'value': value})}/>" for name, value in told.items() if value
    )
    return f"<Client{_attributes(steps)}><Identity>{_text(identity)}</Identity>{more}</Client>"


def _recorded(urls: Urls) -> dict[str, str]:
    if not urls.recording:
        return {}
    return {"record": "record-from-answer-dual", "recordingStatusCallback": urls.recording}


def _attributes(values: Mapping[str, str]) -> str:
    """In the order of their names, as the SDK writes them; without those that are empty."""
    return "".join(f" {name}={_quoted(value)}" for name, value in sorted(values.items()) if value)


def _quoted(value: str) -> str:
    return quoteattr(_printable(value), {'"': "&quot;"})


def _text(value: str) -> str:
    return escape(_printable(value))


def _printable(value: str) -> str:
    """XML 1.0 has no place for control signs, not even escaped."""
    return "".join(sign if sign.isprintable() else " " for sign in value)


def _response(inside: str) -> str:
    return f"{_HEAD}<Response>{inside}</Response>"
