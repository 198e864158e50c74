// One filled form has one Idempotency-Key, however often it is sent: it makes one lead.
const LEADS = "/api/v1/leads",
  pause = (ms) => new Promise((done) => setTimeout(done, ms)),
  soon = (promise) => Promise.race([promise, pause(10_000)]), // a network may swallow what we ask for
  number = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

async function post(form, { body, once }) {
  const headers = { "Content-Type": "application/json", "X-API-Key": keyOf(form), "Idempotency-Key": once };
  for (let tries = 0; ; tries++) {
    let answer, wait = 1000 * 2 ** tries;
    try {
      answer = await ask(form, LEADS, { method: "POST", headers, body, signal: AbortSignal.timeout?.(20_000) });
      if (answer.status < 500 && ![409, 429].includes(answer.status)) return answer;
      wait = 1000 * answer.headers.get("Retry-After") || wait;
    } catch { /* no connection: once more */ }
    if (tries > 2 || wait > 10_000) return answer; // who waits longer is told so
    await pause(wait);
  }
}

function told(form) {
  const fields = { ...visit, ...(first && { first_touch: first, form_views: views.filter((one) => one.at !== visit.at) }) };
  for (const [name, value] of new FormData(form)) {
    if (!value.trim?.() || name === "key" || name === "next") continue; // a file has no trim
    fields[name] = name in visit || !(name in fields) ? value : `${fields[name]}, ${value}`;
  }
  fields.language ||= states.get(form).words.code;
  return JSON.stringify(fields);
}

function missing(form, words) {
  const wrong = {};
  for (const field of form.elements) {
    if (!field.name || !field.willValidate || field.validity.valid) continue;
    const what = field.validity.valueMissing ? "required" : field.type === "email" ? "mail" : "wrong";
    wrong[field.name] = words[what] || field.validationMessage;
  }
  for (const [names, text] of [[["first_name", "last_name", "name"], words.name], [["email", "phone"], words.contact]]) {
    const there = names.filter((name) => named(form, name));
    if (there.length && there.every((name) => !named(form, name).value.trim())) wrong[there[0]] = text || words.failed;
  }
  return wrong;
}
