// Where the visitor came from. Kept beyond this page with consent only; a browser that refuses to store changes nothing.
// A visit after the first, in which they looked at a form and did not send it, is told with the one that they send.
const MARKS = "utm_source utm_medium utm_campaign utm_term utm_content gclid gbraid wbraid fbclid ttclid".split(" "),
  FIRST = ["localStorage", "bridgework.first"], VIEWS = ["localStorage", "bridgework.views"], VISIT = ["sessionStorage", "bridgework.visit"];
let visit = here(), first, views;

function quietly(run) {
  try { return run(); } catch { /* refused */ }
}

function here() {
  const asked = new URLSearchParams(location.search), from = page.referrer, found = { at: new Date().toISOString(), landing_page_url: location.href.split("#")[0].slice(0, 2000) };
  if (from && !from.startsWith(location.origin + "/")) found.referrer_url = from;
  for (const name of MARKS) if (asked.get(name)) found[name] = asked.get(name);
  return found;
}

function kept([store, name]) {
  const found = quietly(() => JSON.parse(window[store].getItem(name)));
  return found?.at && found;
}

function keep([store, name], what) {
  quietly(() => what ? window[store].setItem(name, JSON.stringify(what)) : window[store].removeItem(name));
}

function keepAll() {
  keep(VISIT, first && visit);
  keep(FIRST, first);
  keep(VIEWS, first && views);
}

// A page in the middle of a visit has neither marks nor a foreign referrer: the visit began on another one.
function remember() {
  const began = kept(VISIT);
  if (began && (Object.keys(visit).length < 3 || began.landing_page_url === visit.landing_page_url)) visit = began;
  first = kept(FIRST) || visit;
  views = Array.from(kept(VIEWS) || []).slice(-19);
  if (page.querySelector(FORM) && ![first, ...views].some((one) => one.at === visit.at)) views.push(visit);
  keepAll();
}

function consent(said) {
  if (said === "no" || said === false) {
    first = 0;
    keepAll();
  } else if (said !== undefined) remember();
}

addEventListener("bridgework:consent", (event) => consent(event.detail), true);
consent([me, ...page.querySelectorAll(FORM)].map((one) => one?.dataset.consent).filter(Boolean).sort()[0]);
