/* Calls in the browser, by Twilio's SDK: one device, at most one call. What is shown stands in the page, by state. */

const panel = document.getElementById("bw-browser");
const form = document.getElementById("bw-dial-form");
const mute = panel.querySelector("[data-do=mute]");
const EARLY = 60_000; // ms before a key runs out that the next is asked for
const PATIENCE = 45_000; // ms in which a call that was asked for begins, or never does
let device = null;
let call = null;
let asked = ""; // our word of the call that this page asked for
let dropped = ""; // of one that was hung up before it rang here
let begun = Promise.resolve(); // settled when our answer to that is there

function say(state, note = "") {
  panel.dataset.state = state;
  for (const one of panel.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(state);
  panel.querySelector("[data-note]").textContent = note;
}

const idle = () => say(device?.state === "registered" ? "ready" : "lost");

async function key() {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(panel.dataset.token, { method: "POST", headers, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).token;
}

async function renew() {
  try {
    device.updateToken(await key());
  } catch {
    if (!call) say("lost");
  }
}

async function start() {
  say("registering");
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of sound.getTracks()) track.stop();
  } catch (no) {
    return say(no.name === "NotAllowedError" ? "denied" : "silent");
  }
  try {
    const fresh = await key();
    if (device) device.updateToken(fresh);
    else device = made(fresh);
    if (device.state === "unregistered") await device.register();
  } catch {
    say("lost");
  }
}

function made(fresh) {
  const one = new Twilio.Device(fresh, { closeProtection: true, logLevel: "error", tokenRefreshMs: EARLY });
  one.on("registered", () => call || say("ready"));
  one.on("unregistered", () => call || say("lost"));
  one.on("error", () => call || idle());
  one.on("tokenWillExpire", renew);
  one.on("incoming", comes);
  return one;
}

/** Ours rings here first: whoever pressed Call has answered already. */
async function comes(one) {
  if (call) return one.ignore();
  call = one;
  one.on("accept", () => say("talking"));
  one.on("reconnecting", () => say("weak"));
  one.on("reconnected", () => say("talking"));
  for (const end of ["disconnect", "cancel", "reject"]) one.on(end, () => over(one));
  one.on("error", () => one.status() === "closed" && over(one));
  await begun;
  if (call !== one) return;
  const ours = one.customParameters.get("call");
  if (ours) return mine(one, ours);
  say("ringing");
  await tell(one);
}

/** A call of this colleague's own: of another window of theirs it is none of ours. */
function mine(one, word) {
  if (word === asked) return one.accept();
  call = null;
  if (word === dropped) one.reject();
  else one.ignore();
}

function over(one) {
  if (call !== one) return;
  call = null;
  asked = "";
  mute.setAttribute("aria-pressed", "false");
  for (const who of panel.querySelectorAll("[data-who]")) who.replaceChildren();
  idle();
  document.dispatchEvent(new Event("bw:call"));
}

/** Who it is: the server says it of a lead that this colleague sees; of anybody else the number. */
async function tell(one) {
  const lead = one.customParameters.get("lead");
  let who = null;
  try {
    const page = lead && (await fetch(`?caller=${encodeURIComponent(lead)}`, { credentials: "same-origin" }));
    if (page?.ok) who = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#bw-caller a");
  } catch {
    /* it rings all the same */
  }
  if (call !== one) return;
  for (const place of panel.querySelectorAll("[data-who]")) {
    place.replaceChildren(who ? document.importNode(who, true) : (one.customParameters.get("from") ?? ""));
  }
}

panel.addEventListener("click", ({ target }) => {
  const what = target.closest("[data-do]")?.dataset.do;
  if (what === "start") start();
  else if (what === "answer") call?.accept();
  else if (what === "decline") call?.reject();
  else if (what === "end") end();
  else if (what === "mute" && call) {
    call.mute(!call.isMuted());
    mute.setAttribute("aria-pressed", String(call.isMuted()));
  }
});

function end() {
  if (call) return call.disconnect();
  dropped = asked;
  never();
}

/* Keys of a call go to the other side, and not into the number. */
form.addEventListener(
  "click",
  (event) => {
    const digit = event.target.closest("[data-digit]")?.dataset.digit;
    if (!digit || digit === "+" || panel.dataset.state !== "talking") return;
    event.stopPropagation();
    call.sendDigits(digit);
  },
  true,
);

form.addEventListener("submit", (event) => {
  if (device?.state !== "registered") return; // their own telephone, as without a script
  event.preventDefault();
  if (!call && !asked) begun = ask();
});

async function ask() {
  const said = new URLSearchParams(new FormData(form));
  said.set("browser", "1");
  const headers = { Accept: "application/json" };
  asked = "soon";
  say("calling");
  try {
    const answer = await fetch(form.action, { method: "POST", body: said, headers, credentials: "same-origin" });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.detail);
    if (asked !== "soon") {
      dropped = told.call;
      return;
    }
    asked = told.call;
    setTimeout(() => asked === told.call && !call && never(), PATIENCE);
    document.dispatchEvent(new Event("bw:call"));
  } catch (refused) {
    asked = "";
    if (!call) say("ready", refused.message);
  }
}

function never() {
  asked = "";
  idle();
}

panel.hidden = false;
navigator.permissions?.query({ name: "microphone" }).then(
  ({ state }) => state === "granted" && start(),
  () => null,
);
