/* Keys on the page of a lead: n for a note, t for a tag, s to put the next step off, Ctrl+Enter to save a note. */

import "./person.js";

const typing = (one) => one.closest("input, textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.matches(".bw-compose")) {
    event.preventDefault();
    return event.target.form.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  const wanted = document.querySelector(`[data-keys="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  (wanted.matches("form") ? wanted.querySelector("textarea") : wanted).focus();
});

/* Twice the same press is one: a slow answer makes people press again. */
addEventListener("submit", (event) => {
  if (event.target.matches(".bw-person form")) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((one) => delete one.dataset.sent));
