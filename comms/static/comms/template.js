/* While somebody writes a template: a place goes in where the cursor stands, and the preview follows. */

const form = document.getElementById("bw-template");
const body = form.elements.namedItem("body");
const place = document.getElementById("bw-preview");
const ASKED = ["language", "channel", "subject", "body", "lead"];
const PAUSE = 400;
let field = body;
let timer, asking;

async function ask() {
  const said = new FormData(form);
  // a field that nobody may change is in no form's data
  const values = ASKED.map((name) => [name, said.get(name) ?? form.elements.namedItem(name)?.value ?? ""]);
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      body: new URLSearchParams(values),
      headers: { "X-CSRFToken": said.get("csrfmiddlewaretoken") },
      signal: asking.signal,
    });
    if (answer.ok) place.innerHTML = (await answer.text()).trim();
  } catch {
    // the button asks with the whole page
  }
}

form.addEventListener("focusin", ({ target }) => {
  if (["subject", "body"].includes(target.name)) field = target;
});
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});
form.addEventListener("click", ({ target }) => {
  const name = target.closest("[data-place]")?.dataset.place;
  if (!name || field.disabled) return;
  field.setRangeText(`{${name}}`, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
