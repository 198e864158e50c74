/* The keys of the dial pad, and news of the call while one goes on. */

const form = document.getElementById("bw-dial-form");
const number = form.elements.number;

form.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-digit]")?.dataset.digit;
  if (!key) return;
  number.value += key;
  show();
});
number.addEventListener("input", show);
show();

function show() {
  for (const tel of document.querySelectorAll("[data-tel]")) tel.href = `tel:${number.value.replace(/[^\d+*#]/g, "")}`;
}

/* A call lives for seconds: its page is asked anew while it does, and not after. */
const EVERY = 1500;
setInterval(() => {
  const calls = document.getElementById("bw-calls");
  if ("active" in calls.dataset && !document.hidden) refresh(calls);
}, EVERY);
document.addEventListener("bw:call", () => refresh(document.getElementById("bw-calls")));

async function refresh(calls) {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("bw-calls");
    if (fresh && fresh.innerHTML !== calls.innerHTML) calls.replaceWith(fresh);
    else if (fresh) calls.toggleAttribute("data-active", "active" in fresh.dataset);
  } catch {
    /* away for a moment: asked again */
  }
}
