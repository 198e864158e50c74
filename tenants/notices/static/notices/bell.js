/* The bell keeps count while its page is open: after news of a notice, or when news may have been missed. */

const ASKS = new Set(["notice", "resync", "poll"]);
const MOST_SHOWN = 99;
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
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(bell.dataset.ask, { headers: { Accept: "application/json", "X-By-Itself": "1" }, redirect: "manual" });
    if (answer.ok) show((await answer.json()).unread);
  } catch {
    /* no connection: the next news or poll tries again */
  } finally {
    asking = false;
  }
}

document.addEventListener("bw:live", ({ detail }) => ASKS.has(detail.name) && ask());
addEventListener("pageshow", (event) => event.persisted && ask());
