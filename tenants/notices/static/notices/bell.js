/* The bell keeps count while its page is open: after news of a notice, or when news may have been missed. */

import { after, isWanted, show as showOnScreen } from "./screen.js";

const ASKS = new Set(["notice", "resync", "poll"]);
const MOST_SHOWN = 99;
const HIDDEN_MS = 60_000;
const bell = document.getElementById("bw-bell");
let asking = false;

function show(unread) {
  const text = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
  const badge = bell.querySelector(".bw-badge");
  bell.dataset.unread = unread;
  badge.textContent = text;
  badge.hidden = !unread;
  bell.setAttribute("aria-label", unread ? `${bell.dataset.some} ${text}` : bell.dataset.none);
}

async function ask() {
  if (asking || (document.hidden && !isWanted())) return;
  asking = true;
  try {
    const address = isWanted() ? `${bell.dataset.ask}?after=${after()}` : bell.dataset.ask;
    const answer = await fetch(address, { headers: { Accept: "application/json", "X-By-Itself": "1" }, redirect: "manual" });
    if (!answer.ok) return;
    const { unread, screen } = await answer.json();
    show(unread);
    if (screen) showOnScreen(screen);
  } catch {
    /* no connection: the next news or poll tries again */
  } finally {
    asking = false;
  }
}

document.addEventListener("bw:live", ({ detail }) => ASKS.has(detail.name) && ask());
// A page behind another window hears of no news: it asks, for whoever wants to see hot leads all the same.
setInterval(() => document.hidden && isWanted() && ask(), HIDDEN_MS);
addEventListener("pageshow", (event) => event.persisted && ask());
