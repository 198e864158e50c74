/* The key u takes back what was just done, outside of inputs and without a modifier. */

const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  if (event.key !== "u" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  const form = document.querySelector("form[data-undo]") ?? document.querySelector("form[data-undo-newest]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
