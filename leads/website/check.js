// Is this a person? A sum that this browser does, or a vendor's widget. Loaded where a clinic asks for it.
const WIDGETS = {
  turnstile: ["turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit"],
  hcaptcha: ["hcaptcha", "https://js.hcaptcha.com/1/api.js?render=explicit"],
  recaptcha: ["grecaptcha", "https://www.google.com/recaptcha/api.js?render=explicit"],
};

// What to send as `captcha`; empty where the widget writes its answer into a field of the form by itself.
export async function vouch(form, button, asked) {
  if (asked.provider === "altcha") return solve(asked.challenge);
  await widget(form, button, asked);
  return "";
}

async function widget(form, button, asked) {
  const [name, address] = WIDGETS[asked.provider];
  let place = form.querySelector("[data-bridgework-captcha]");
  if (place?.firstChild) return window[name].reset();
  if (!place) {
    place = document.createElement("div");
    place.dataset.bridgeworkCaptcha = "";
    button ? button.before(place) : form.append(place);
  }
  if (!window[name]) await load(address);
  if (window[name].ready) await new Promise((done) => window[name].ready(done));
  window[name].render(place, { sitekey: asked.site_key });
}

function load(src) {
  return new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror })));
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
