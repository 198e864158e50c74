/* A call lives for seconds: the part of the page that tells of it is asked anew while it does, and not after. */

const EVERY = 1500;

/**
 * `id` is of an element that carries data-active as long as a call goes on; with it only `others` are taken over.
 * A telephone in this page says "bw:call" when something became of its call.
 */
export function follow(id, ...others) {
  setInterval(() => {
    const calls = document.getElementById(id);
    if (calls && "active" in calls.dataset && !document.hidden) look(id, others);
  }, EVERY);
  document.addEventListener("bw:call", () => look(id, others));
}

async function look(id, others) {
  const calls = document.getElementById(id);
  if (!calls) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { "X-By-Itself": "1" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(id);
    if (!fresh) return;
    if (fresh.innerHTML === calls.innerHTML) return void calls.toggleAttribute("data-active", "active" in fresh.dataset);
    for (const one of others) document.getElementById(one)?.replaceWith(page.getElementById(one) ?? "");
    calls.replaceWith(fresh);
  } catch {
    /* away for a moment: asked again */
  }
}
