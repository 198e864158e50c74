/* While somebody writes down a new lead: who is known already, asked anew when they pause. */

const place = document.getElementById("bw-known");
const form = place.closest("form");
const ASKED = ["first_name", "last_name", "phone", "email", "interest", "country"];
const PAUSE = 500;
let timer, asking, last;

async function ask() {
  const said = new FormData(form);
  const body = new URLSearchParams(ASKED.map((name) => [name, said.get(name) ?? ""]));
  if (body.toString() === last) return;
  last = body.toString();
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(place.dataset.from, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": said.get("csrfmiddlewaretoken") },
      signal: asking.signal,
    });
    if (answer.ok) place.innerHTML = (await answer.text()).trim();
  } catch {
    last = undefined; // the page says it when it is sent
  }
}

form.addEventListener("input", ({ target }) => {
  if (!ASKED.includes(target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
form.addEventListener("change", ({ target }) => {
  if (!ASKED.includes(target.name)) return;
  clearTimeout(timer);
  ask();
});
