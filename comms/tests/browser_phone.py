"""A browser that is given answers made before, and in it a device in place of Twilio's."""

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find

from crm.testing.people import host_of

DEVICE = """
class Told {
  constructor() { this.heard = {}; }
  on(name, f) { (this.heard[name] ??= []).push(f); }
  emit(name, ...more) { for (const f of this.heard[name] ?? []) f(...more); }
}
const theirs = window.Twilio.Device;
Twilio.Device = class extends Told {
  constructor(token) {
    super();
    Object.assign(this, { token, state: "unregistered", theirs });
    window.device = this;
  }
  async register() { this.state = "registered"; this.emit("registered"); }
  updateToken(token) { this.token = token; this.renewed = (this.renewed ?? 0) + 1; }
};
window.rings = (told) => { const call = new Told();
  Object.assign(call, { customParameters: new Map(Object.entries(told)), digits: "", quiet: false,
    accept() { this.emit("accept"); }, reject() { this.emit("reject"); }, ignore() { this.emit("cancel"); },
    disconnect() { this.emit("disconnect"); }, sendDigits(more) { this.digits += more; }, status: () => "open",
    mute(on) { this.quiet = on; }, isMuted() { return this.quiet; } });
  window.call = call; device.emit("incoming", call); };
"""
MICROPHONE = """
window.microphone = "NotAllowedError";
navigator.mediaDevices.getUserMedia = async () => {
  if (window.microphone) throw new DOMException("no", window.microphone);
  return { getTracks: () => [] };
};
navigator.permissions.query = async () => ({ state: "prompt" });
"""


class Window:
    """A page to which each of `answers` is given, under its own headers: {(method, path with query): answer}."""

    def __init__(self, chromium: Any, clinic: Any, answers: Mapping[tuple[str, str], Any]):
        self.home, self.answers = f"http://{host_of(clinic)}:8000", answers
        self.context = chromium.new_context()
        self.page = self.context.new_page()
        self.page.add_init_script(MICROPHONE)
        self.page.route("**/*", self._answer)

    def _answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(self.home)
        if path.startswith("/static/"):
            return route.fulfill(**_file(path.removeprefix("/static/")))
        told = self.answers.get((route.request.method, path))
        if told is None:
            return route.fulfill(status=404)
        return route.fulfill(status=told.status_code, headers=dict(told.items()), body=told.content)

    def press(self, what: str) -> None:
        self.page.click(f"[data-do={what}]")

    def now(self, words: str) -> None:
        shown = self.page.locator("#bw-browser [data-when]:visible", has_text=words)
        shown.first.wait_for(timeout=8000)


def _file(name: str) -> dict[str, Any]:
    place = find(name)
    if place is None:
        return {"status": 404}
    kind = guess_type(name)[0] or "application/octet-stream"
    more = DEVICE.encode() if name.endswith("/twilio.min.js") else b""
    return {"body": Path(place).read_bytes() + more, "content_type": kind}
