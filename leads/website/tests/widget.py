"""A vendor's widget as browsers meet it, and a front door that believes each of its tokens once."""

import json

READ = {"Access-Control-Allow-Origin": "*"}
REFUSED = json.dumps({"code": "invalid", "detail": "No.", "fields": {"captcha": ["No."]}})
# Turnstile refuses `ready` in a script that was not loaded with the page; a token comes half a second after asking.
VENDOR = """(() => {
  const later = document.currentScript.async, fields = [];
  let tokens = 0;
  const solve = (field) => setTimeout(() => (field.value = `token-${++tokens}`), 500);
  window.resets = [];
  window.turnstile = window.hcaptcha = {
    ready(run) { if (later) throw new Error("Remove async/defer before using ready()"); run(); },
    render(place) {
      const told = { type: "hidden", name: "cf-turnstile-response" };
      const field = Object.assign(document.createElement("input"), told);
      place.append(field);
      solve(field);
      return fields.push(field) - 1;
    },
    reset(id = 0) { window.resets.push(id); fields[id].value = ""; solve(fields[id]); },
  };
})();"""


def with_widget(patient, *, provider="turnstile", dropped=False):
    """Route a patient's page to the vendor; return the tokens that are sent, in order. A network that `dropped`
    the vendor never answers."""
    page, tokens = patient.page, []

    def leads(route):
        if route.request.method != "POST":
            return route.continue_()
        token = json.loads(route.request.post_data).get("cf-turnstile-response", "")
        known = token in tokens
        tokens.append(token)
        if not token or known:
            return route.fulfill(status=422, headers=READ, content_type="application/json", body=REFUSED)
        return route.fulfill(status=201, headers=READ, content_type="application/json", body='{"lead_id": 1}')

    asked = json.dumps({"provider": provider, "site_key": "k"})
    page.route(
        "**/leads/challenge",
        lambda route: route.fulfill(status=200, headers=READ, content_type="application/json", body=asked),
    )
    for vendor in ("https://challenges.cloudflare.com/**", "https://js.hcaptcha.com/**"):
        page.route(
            vendor, lambda route: None if dropped else route.fulfill(content_type="text/javascript", body=VENDOR)
        )
    page.route("**/api/v1/leads", leads)
    return tokens
