/* Keys of the call queue: a result, c call, s skip, n note, o the lead; Enter saves and goes on. */

import { follow } from "./calling.js";

const form = document.getElementById("queue-form");
const typing = (one) => one.closest("input:not([type=radio]), textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target)) return;
  if (event.key === "Enter") return save(event);
  const wanted = document.querySelector(`[data-keys="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("[type=radio]")) choose(wanted);
  else if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});

function choose(result) {
  result.focus();
  result.checked = true;
  form.querySelector(`[data-of="${CSS.escape(result.value)}"] :is(input, select)`)?.focus();
}

/** A link or a button that has the focus does what it does. */
function save(event) {
  if (event.target.closest("a, button, summary") || !form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[value=save]"));
}

/* Twice the same press is one: a slow answer makes people press again. */
addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((one) => delete one.dataset.sent));

follow("bw-last-call", "bw-last-contacts");
