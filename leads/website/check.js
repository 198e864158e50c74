// Is this a person? A sum that this browser does, or a vendor's widget. Loaded where a clinic asks for it.
const WIDGETS = {
  turnstile: ["turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit"],
  hcaptcha: ["hcaptcha", "https://js.hcaptcha.com/1/api.js?render=explicit"],
  recaptcha: ["grecaptcha", "https://www.google.com/recaptcha/api.js?render=explicit"],
};

const widgets = new WeakMap(), scripts = {};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
// Every vendor writes its token into a field of its own, and empties it when the token has grown old.
const tokenIn = (place) => place.querySelector("[name$=-response]")?.value;

// What to send as `captcha`; empty where the widget writes its answer into a field of the form by itself. `sent` is what
// went out last: a token that stands in it is spent. Any other is left alone, however long somebody writes.
export async function vouch(form, button, asked, sent = "") {
  if (asked.provider === "altcha") return solve(asked.challenge);
  const vendor = await loaded(...WIDGETS[asked.provider]), place = placeIn(form, button);
  if (!widgets.has(place)) {
    place.replaceChildren();
    widgets.set(place, vendor.render(place, { sitekey: asked.site_key }));
  }
  const was = tokenIn(place), spent = was && sent.includes(was);
  if (spent) vendor.reset(widgets.get(place));
  // Turnstile answers by itself; the others wait for a hand, which is asked for when the form is sent without.
  for (let tenths = 0; asked.provider === "turnstile" && tenths < 600; tenths++) {
    const token = tokenIn(place);
    if (token && !(spent && token === was)) break;
    await pause(100);
  }
  return "";
}

// Turnstile's `ready` throws in a script that was loaded later; it and hCaptcha are there once they are loaded.
async function loaded(name, address) {
  if (!window[name]) await load(address);
  if (name === "grecaptcha") await new Promise((done) => window[name].ready(done));
  return window[name];
}

function placeIn(form, button) {
  const known = form.querySelector("[data-bridgework-captcha]");
  if (known) return known;
  const place = document.createElement("div");
  place.dataset.bridgeworkCaptcha = "";
  button ? button.before(place) : form.append(place);
  return place;
}

function load(src) {
  return (scripts[src] ||= new Promise((onload, fail) => {
    const onerror = () => fail(delete scripts[src]);
    document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }));
  }));
}

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

// altcha v2 by the browser's own cryptography, which does not hold the page up; four at a time.
async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const tried = async (counter) => {
    const password = new Uint8Array([...bytes(nonce), counter >> 24, counter >> 16, counter >> 8, counter]);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
    return { counter, derivedKey: hex(await crypto.subtle.deriveBits(how, key, 8 * keyLength)) };
  };
  for (let from = 0; from < 1e6; from += 4) {
    const four = await Promise.all([0, 1, 2, 3].map((more) => tried(from + more)));
    const solution = four.find((one) => one.derivedKey.startsWith(keyPrefix));
    if (solution) return btoa(JSON.stringify({ challenge, solution }));
  }
  return "";
}
