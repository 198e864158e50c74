"""Files at Graph, uploaded by us or sent by a patient; and what stands behind an id: a file, or a number."""

import email
import email.policy
import hashlib

from comms.providers.simulator.graph import V, owner, refuse
from comms.providers.simulator.world import World
from crm.lib.simulating import Answer, Host, Request, in_json


def plug(host: Host, world: World) -> None:
    host.route("whatsapp.media", "POST", V + r"/(?P<number>\d+)/media", lambda one: upload(world, one), refuse)
    host.route("whatsapp.about", "GET", V + r"/(?P<id>\d+)", lambda one: about(world, one), refuse)
    host.route("whatsapp.file", "GET", r"/media/(?P<file>\d+)", lambda one: download(world, one), refuse)


def upload(world: World, request: Request) -> Answer:
    line = owner(world, request, phone_number_id=request.parts["number"])
    if isinstance(line, Answer):
        return line
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    parts = email.message_from_bytes(head + request.body, policy=email.policy.default)
    files = [part for part in parts.walk() if part.get_filename()]
    if len(files) != 1:
        return refuse(400, "131008")
    return in_json({"id": world.keep_file(files[0].get_content_type(), files[0].get_payload(decode=True))})


def about(world: World, request: Request) -> Answer:
    line, key = owner(world, request), request.parts["id"]
    if isinstance(line, Answer):
        return line
    if key == line.phone_number_id:
        found = {"id": key, "display_phone_number": line.number, "verified_name": line.name}
        return in_json(found | {"quality_rating": "GREEN", "status": "CONNECTED", "account_mode": "LIVE"})
    if key not in world.files:
        return refuse(400, "100")
    mime, content = world.files[key]
    found = {"url": f"{world.host.url}/media/{key}", "mime_type": mime, "file_size": len(content), "id": key}
    return in_json({"messaging_product": "whatsapp", "sha256": hashlib.sha256(content).hexdigest(), **found})


def download(world: World, request: Request) -> Answer:
    """With the key of an account, as at Meta's."""
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    mime, content = world.files.get(request.parts["file"], ("", b""))
    return Answer(200, content, mime) if mime else refuse(404, "100")
