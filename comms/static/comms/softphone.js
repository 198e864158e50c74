/* The keys of the dial pad, and news of the call while one goes on. */

import { follow } from "./calling.js";

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

follow("bw-calls");
