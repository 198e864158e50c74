/* The page of a lead follows what colleagues do with it; never under the hands of who writes on it. */

import { keepFresh } from "./fresh.js";

const PARTS = ["bw-head", "bw-person"];
const REFUSED = "#conflict, #bw-person .bw-wrong"; // what somebody wrote stands there as if it had been saved
const person = () => document.getElementById("bw-person");
const inParts = (page, what) => PARTS.flatMap((id) => [...(page.getElementById(id)?.querySelectorAll(what) ?? [])]);

keepFresh(person, takeOver, isWritten, false);

function isWritten() {
  const isHeld = inParts(document, ":focus-visible").length > 0; // by keyboard: what is replaced would lose the focus
  if (isHeld || document.querySelector(REFUSED)) return true;
  return inParts(document, "input:not([type=hidden]), textarea, select").some(isChanged);
}

function isChanged(field) {
  if (field.options) {
    const begins = [...field.options].findLastIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(0, begins);
  }
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** What stood open stays open, as far as it is the same; the focus stays on what can be found again. */
function takeOver(fresh) {
  const next = fresh.getElementById("bw-person");
  if (!next) return location.reload(); // archived, merged or given away meanwhile: the page itself says it
  const [was, are] = [inParts(document, "details"), inParts(fresh, "details")];
  if (was.length === are.length) are.forEach((one, at) => (one.open = was[at].open));
  const focused = document.activeElement.id;
  for (const id of PARTS) document.getElementById(id)?.replaceWith(fresh.getElementById(id));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
