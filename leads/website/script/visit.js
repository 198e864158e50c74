// Where the visitor came from. Kept beyond this page with consent only; a browser that refuses to store changes nothing.
const MARKS = "utm_source utm_medium utm_campaign utm_term utm_content gclid gbraid wbraid fbclid ttclid".split(" "),
  FIRST = ["localStorage", "bridgework.first"], VISIT = ["sessionStorage", "bridgework.visit"];
let visit = here(), first;

function quietly(run) {
  try { return run(); } catch { /* refused */ }
}

function here() {
  const asked = new URLSearchParams(location.search), from = page.referrer, found = { landing_page_url: location.href.split("#")[0].slice(0, 2000) };
  if (from && !from.startsWith(location.origin + "/")) found.referrer_url = from.slice(0, 2000);
  for (const name of MARKS) if (asked.get(name)) found[name] = asked.get(name);
  return found;
}

function kept([store, name]) {
  const found = quietly(() => JSON.parse(window[store].getItem(name)));
  return found?.landing_page_url && found;
}

function keep([store, name], what) {
  quietly(() => what ? window[store].setItem(name, JSON.stringify(what)) : window[store].removeItem(name));
}

function keepBoth() {
  keep(VISIT, first && visit);
  keep(FIRST, first);
}

// A page in the middle of a visit has neither marks nor a foreign referrer: the visit began on another one.
function remember() {
  const began = kept(VISIT);
  if (began && Object.keys(visit).length < 2) visit = began;
  first = kept(FIRST) || { ...visit, at: new Date().toISOString() };
  keepBoth();
}

function consent(said) {
  if (said === "no" || said === false) {
    first = 0;
    keepBoth();
  } else if (said !== undefined) remember();
}

addEventListener("bridgework:consent", (event) => consent(event.detail), true);
consent([me, ...page.querySelectorAll(FORM)].map((one) => one?.dataset.consent).filter(Boolean).sort()[0]);
