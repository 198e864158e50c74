/* The lead list keeps itself up to date: after news it asks for its own address again and takes over the rows. */

import { takeOverBadges } from "./badges.js";
import { takeOver } from "./rows.js";

const CALM_MS = 1200; // no row moves while a hand is on the list
const TRUE_TIMES_MS = 60_000; // "5 min" must not stay "5 min"

let lastTouch = 0;
let waiting = 0;
let asking = false;

const results = () => document.getElementById("bw-results");

function soon() {
  clearTimeout(waiting);
  const calmIn = Math.max(150, lastTouch + CALM_MS - Date.now());
  waiting = setTimeout(refresh, calmIn);
}

async function refresh() {
  if (document.hidden) return;
  if (asking || Date.now() - lastTouch < CALM_MS) return soon();
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-By-Itself": "1" }, redirect: "follow" });
    if (answer.redirected) return location.reload(); // logged out meanwhile: the login page says so
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    takeOver(fresh);
    takeOverBadges(fresh);
  } catch {
    /* no connection: the next news or poll tries again */
  } finally {
    asking = false;
  }
}

for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"]) {
  addEventListener(kind, (event) => results()?.contains(event.target) && (lastTouch = Date.now()), { passive: true });
}
document.addEventListener("bw:live", soon);
setInterval(soon, TRUE_TIMES_MS);
