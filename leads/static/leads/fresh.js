/* A page that keeps itself up to date: after news it asks for its own address again and takes over what changed. */

const CALM_MS = 1200; // nothing moves while a hand is on it
const SOON_MS = 150;
const TRUE_TIMES_MS = 60_000; // "5 min" must not stay "5 min"
const ELSEWHERE_MS = 5000; // a lead that is not shown may come to be: many colleagues change many
const GAP_MS = 5000; // news come densely when many leads change: the server is asked no more often

const NEWS_OF_ALL = new Set(["resync", "poll"]);

/** Watch `place()`, an element; `takeOver(fresh)` gets the page anew. With `others` also what happens to leads that
    are not in it matters, with `talks` what is said in conversations. Returns a function that asks soon, for what
    somebody did here. */
export function keepFresh(place, takeOver, isBusy = () => false, others = true, talks = false) {
  let lastTouch = 0;
  let lastAsked = 0;
  let timer = 0;
  let due = 0;
  let asking = false;
  let again = false;

  /** The last news is always asked for: whoever waits already asks in time for it, or is waited for. */
  function askAt(moment) {
    if (timer && due <= moment) return;
    clearTimeout(timer);
    due = moment;
    timer = setTimeout(refresh, Math.max(0, due - Date.now()));
  }

  const soon = (inMs = SOON_MS) => askAt(Date.now() + inMs);
  const afterNews = (inMs = SOON_MS) => askAt(Math.max(Date.now() + inMs, lastAsked + GAP_MS));

  function hear({ detail: { name, data } }) {
    if (name === "conversation_updated" && !talks) return;
    const isHere = name === "lead_updated" && (!data.lead_id || shows(place(), data.lead_id));
    if (isHere || NEWS_OF_ALL.has(name) || (others && name !== "lead_updated")) afterNews();
    else if (others) afterNews(ELSEWHERE_MS);
  }

  async function refresh() {
    timer = 0;
    if (document.hidden) return; // whoever looks again hears "resync"
    if (asking) {
      again = true;
      return;
    }
    if (isBusy() || Date.now() - lastTouch < CALM_MS) return soon(Math.max(SOON_MS, lastTouch + CALM_MS - Date.now()));
    asking = true;
    lastAsked = Date.now(); // news that come before the answer wait, too
    const fresh = await anew();
    asking = false;
    lastAsked = Date.now();
    if (fresh && isBusy()) again = true;
    else if (fresh) takeOver(fresh);
    if (again) afterNews();
    again = false;
  }

  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"]) {
    addEventListener(kind, (event) => place()?.contains(event.target) && (lastTouch = Date.now()), { passive: true });
  }
  document.addEventListener("bw:live", hear);
  setInterval(afterNews, TRUE_TIMES_MS);
  return () => soon();
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
