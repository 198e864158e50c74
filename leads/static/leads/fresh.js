/* A page that keeps itself up to date: after news it asks for its own address again and takes over what changed. */

const CALM_MS = 1200; // nothing moves while a hand is on it
const TRUE_TIMES_MS = 60_000; // "5 min" must not stay "5 min"
const ELSEWHERE_MS = 5000; // a lead that is not shown may come to be: many colleagues change many

const NEWS_OF_ALL = new Set(["resync", "poll"]);

/** Watch `place()`, an element; `takeOver(fresh)` gets the page anew. With `others` also what happens to leads that
    are not in it matters. Returns a function that asks soon. */
export function keepFresh(place, takeOver, isBusy = () => false, others = true) {
  let lastTouch = 0;
  let waiting = 0;
  let asking = false;
  let elsewhere = 0;

  function soon() {
    clearTimeout(waiting);
    const calmIn = Math.max(150, lastTouch + CALM_MS - Date.now());
    waiting = setTimeout(refresh, calmIn);
  }

  function hear({ detail: { name, data } }) {
    const isHere = name === "lead_updated" && (!data.lead_id || shows(place(), data.lead_id));
    if (isHere || NEWS_OF_ALL.has(name) || (others && name !== "lead_updated")) return soon();
    if (!others) return;
    elsewhere ||= setTimeout(() => {
      elsewhere = 0;
      soon();
    }, ELSEWHERE_MS);
  }

  async function refresh() {
    if (document.hidden) return;
    if (asking || isBusy() || Date.now() - lastTouch < CALM_MS) return soon();
    asking = true;
    const fresh = await anew();
    asking = false;
    if (fresh) isBusy() ? soon() : takeOver(fresh);
  }

  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"]) {
    addEventListener(kind, (event) => place()?.contains(event.target) && (lastTouch = Date.now()), { passive: true });
  }
  document.addEventListener("bw:live", hear);
  setInterval(soon, TRUE_TIMES_MS);
  return soon;
}

const shows = (place, lead) => Boolean(place?.parentElement.querySelector(`[data-row="${CSS.escape(lead)}"]`));

/** This address as it is now, or null: without a connection the next news or poll tries again. */
async function anew() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-By-Itself": "1" }, redirect: "follow" });
    if (answer.redirected) location.reload(); // logged out meanwhile: the login page says so
    if (answer.redirected || !answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}
