// Robots fill what people do not see; what a page brings for this is moved aside too, for some robots skip what is hidden.
function setTrap(form) {
  const trap = named(form, "company_website") || form.appendChild(make("input", { name: "company_website", autocomplete: "off" }));
  const box = trap.closest("[hidden]") || trap;
  trap.tabIndex = -1;
  box.ariaHidden = true;
  assign(box.style, { position: "absolute", insetInlineStart: "-9999px" });
  box.hidden = false;
}

function ready(form) {
  let state = states.get(form);
  if (state) return state;
  states.set(form, (state = {}));
  form.noValidate = true; // our sentences, in the visitor's language
  statusOf(form);
  setTrap(form);
  return state;
}

async function vouch(form) {
  const asked = await (await ask(form, `${LEADS}/challenge`, { headers: { "X-API-Key": keyOf(form) } })).json();
  return asked.provider ? (await import(`${homeOf(form)}/embed/v1/check.js`)).vouch(form, buttonOf(form), asked, states.get(form).body) : "";
}

// A sum is believed for five minutes; who writes longer gets another one when they send.
function prepare(form) {
  const state = ready(form);
  state.spoken ||= wordsFor(form).then((words) => (state.words = words));
  if (!("preview" in form.dataset) && !(Date.now() - state.asked < 240_000)) {
    state.asked = Date.now();
    state.vouched = vouch(form).catch(() => "");
  }
  return state;
}

// By the form's own way where this browser cannot do ours: a page without https.
function byItself(form) {
  for (const name in visit) if (!named(form, name)) form.append(make("input", { type: "hidden", name, value: visit[name] }));
  OWN.submit.call(form);
}

async function send(form) {
  const state = prepare(form), button = buttonOf(form) || {};
  if (state.busy) return;
  state.busy = button.disabled = true;
  const words = await state.spoken, wrong = missing(form, words);
  clear(form);
  if (mark(form, wrong)) say(form, words, "fix");
  else {
    say(form, words, "sending");
    await deliver(form, state, words).catch(() => say(form, words, "failed"));
  }
  state.busy = button.disabled = false;
}

async function deliver(form, state, words) {
  if ("preview" in form.dataset) return arrived(form, words);
  const captcha = await soon(state.vouched), fields = told(form);
  if (state.fields !== fields)
    assign(state, { fields, once: number(), body: captcha ? JSON.stringify({ ...JSON.parse(fields), captcha }) : fields });
  const answer = await post(form, state);
  if (answer?.ok) return arrived(form, words, await answer.json());
  if (answer?.status === 422) return refused(form, state, words, (await answer.json()).fields, captcha);
  say(form, words, { 401: "closed", 403: "closed", 413: "wrong", 429: "busy" }[answer?.status] || "failed");
}

function arrived(form, words, detail) {
  OWN.reset.call(form);
  states.get(form).asked = 0;
  first && keep(VIEWS, (views = [{ at: visit.at }])); // they were told, and this visit is the enquiry's
  say(form, words, "sent");
  form.dispatchEvent(new CustomEvent("bridgework:sent", { bubbles: true, detail }));
}

// A check that was still at work is waited for again; any other that was not believed is made anew, at once.
function refused(form, state, words, fields, captcha) {
  state.fields = 0;
  if (fields.captcha && captcha != null) {
    state.asked = 0;
    prepare(form);
  }
  for (const name in fields) fields[name] = words[/name/g.test(name) ? "name" : /email|phone/g.test(name) ? "contact" : "wrong"];
  say(form, words, mark(form, fields) ? "fix" : fields.captcha ? "captcha" : "wrong");
}

addEventListener("focusin", ({ target }) => target.closest(FORM) && prepare(target.closest(FORM)));
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(FORM)) return;
  event.preventDefault();
  isSecureContext ? send(form) : byItself(form);
});
page.querySelectorAll(FORM).forEach(ready);
