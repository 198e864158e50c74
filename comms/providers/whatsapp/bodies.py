"""A message as Graph wants it (INTEGRATIONS 4.1). Whatever it would refuse for its shape is refused here."""

from typing import Any

from comms.providers.base import File, Outgoing, Refused, TemplateCall, To, Trouble

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_REFERENCE = 4096, 1024, 512  # signs
MB = 1024 * 1024
# What each kind takes and how much of it; anything else travels as a document.
KINDS = {
    "image": ({"image/jpeg", "image/png"}, 5 * MB),
    "audio": ({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * MB),
    "video": ({"video/mp4", "video/3gpp"}, 16 * MB),
    "document": (set[str](), 100 * MB),
}


def written(message: Outgoing, media_id: str = "") -> dict[str, Any]:
    """The JSON of one message; `media_id` is its file, uploaded. Raises Refused."""
    whole = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **recipient(message.to),
        **_content(message, media_id),
    }
    if message.reference:
        whole["biz_opaque_callback_data"] = message.reference[:LONGEST_REFERENCE]
    return whole


def recipient(to: To) -> dict[str, str]:
    if to.kind == "whatsapp":
        return {"recipient": to.value}
    if to.kind == "phone" and to.value.startswith("+"):
        return {"to": to.value[1:]}
    raise Refused(Trouble.ADDRESS, code="no_number")


def kind_of(file: File) -> str:
    """Raises Refused for one that is too large: a picture over 5 MB would not arrive as a document either."""
    kind = next((name for name, (mimes, _) in KINDS.items() if file.mime in mimes), "document")
    if len(file.content) > KINDS[kind][1]:
        raise Refused(Trouble.CONTENT, code="file_too_large")
    return kind


def _content(message: Outgoing, media_id: str) -> dict[str, Any]:
    if message.template:
        return {"type": "template", "template": _template(message.template, message, media_id)}
    if message.files:
        kind = kind_of(message.files[0])
        return {"type": kind, kind: _file(message.files[0], kind, media_id, message.body)}
    if not message.body or len(message.body) > LONGEST_TEXT:
        raise Refused(Trouble.CONTENT, code="text_too_long" if message.body else "nothing_to_send")
    return {"type": "text", "text": {"body": message.body, "preview_url": False}}


def _file(file: File, kind: str, media_id: str, body: str) -> dict[str, str]:
    caption = file.caption or body
    if len(caption) > LONGEST_CAPTION or (caption and kind == "audio"):
        raise Refused(Trouble.CONTENT, code="caption")
    sent = {"id": media_id} | ({"caption": caption} if caption else {})
    return sent | ({"filename": file.name} if kind == "document" and file.name else {})


def _template(call: TemplateCall, message: Outgoing, media_id: str) -> dict[str, Any]:
    if call.names and len(call.names) != len(call.values):
        raise Refused(Trouble.TEMPLATE, code="fields")
    components = []
    if message.files:
        kind = kind_of(message.files[0])
        one = {"id": media_id} | ({"filename": message.files[0].name} if kind == "document" else {})
        components.append({"type": "header", "parameters": [{"type": kind, kind: one}]})
    if call.values:
        components.append({"type": "body", "parameters": _places(call)})
    return {"name": call.name, "language": {"code": call.language}, "components": components}


def _places(call: TemplateCall) -> list[dict[str, str]]:
    named = [{"parameter_name": name} for name in call.names] or [{}] * len(call.values)
    return [{"type": "text", **name, "text": value} for name, value in zip(named, call.values, strict=True)]
