/* What somebody types is kept in this browser, for each conversation and way, until it is sent. */

const PREFIX = "bw-draft-";
const OLD_MS = 14 * 24 * 3600 * 1000;

const key = (form) => PREFIX + form.dataset.keep;

/** Put back what was typed here before; nothing where the page itself brings words. */
export function keepDrafts() {
  const form = document.getElementById("bw-compose");
  const box = form?.querySelector("textarea");
  if (!box) return;
  const kept = read(key(form));
  if (kept && !box.value) box.value = kept.text;
  box.addEventListener("input", () => write(key(form), box.value));
  box.dispatchEvent(new Event("counted"));
}

/** It has left: `sent` is what the form said. */
export function forget(sent) {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const kept = read(name);
    if (!kept || Date.now() - kept.at > OLD_MS || (sent.get("body") && kept.text === sent.get("body"))) {
      localStorage.removeItem(name);
    }
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, text) {
  try {
    if (text) localStorage.setItem(name, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(name);
  } catch {
    /* no room, or not allowed: it stays in the field */
  }
}
