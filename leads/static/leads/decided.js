/* Who decides by keyboard goes on with the next row: it has the focus when the list comes back. */

const PLACE = "bw-triage-place";
const form = document.getElementById("changelist-form");
const rows = () => [...form.querySelectorAll("[data-row]")];

form.addEventListener("submit", ({ submitter }) => {
  if (!submitter?.matches(":focus-visible")) return;
  const row = submitter.closest("[data-row]") ?? form.querySelector("[data-row]:has(:checked)");
  sessionStorage.setItem(PLACE, Math.max(0, rows().indexOf(row)));
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) (rows()[Math.min(place, rows().length - 1)] ?? form).querySelector("a")?.focus();
