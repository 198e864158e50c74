/* Keys of the inbox, outside of fields: j k x, r n s e a o c, / and ?. Undo (u) is the desk's own. */

const typing = (one) => one.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("#bw-results a.bw-conv")];
const PRESSED = new Set(["s", "e", "a", "n", "c"]);

export function keys() {
  const help = document.getElementById("bw-help");
  if (help) help.hidden = false;
  help?.addEventListener("click", () => document.getElementById("bw-keys").showModal());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.getElementById("bw-keys").open) return;
    if (act(event.key)) event.preventDefault();
  });
}

function act(key) {
  if (key === "j" || key === "k") return go(key === "j" ? 1 : -1);
  if (key === "x") return tick();
  if (key === "r") return focus("#bw-compose textarea, #bw-compose [type=radio]");
  if (key === "/") return focus("#bw-q");
  if (key === "?") return Boolean(document.getElementById("bw-keys").showModal() ?? true);
  if (key === "o") return press("#bw-lead");
  return PRESSED.has(key) && press(`#bw-talk [data-key="${key}"]`);
}

/** From the row that has the focus, else from the one that is open. */
function go(step) {
  const all = rows();
  const here = all.indexOf(document.activeElement.closest?.("a.bw-conv"));
  const at = here < 0 ? all.findIndex((one) => one.classList.contains("on")) : here;
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function tick() {
  const row = document.activeElement.closest?.("[data-row]");
  const box = row?.querySelector("input.action-select");
  box?.click();
  row?.querySelector("a.bw-conv")?.focus();
  return Boolean(box);
}

function focus(what) {
  const field = document.querySelector(what);
  field?.focus();
  return Boolean(field);
}

function press(what) {
  const one = document.querySelector(what);
  one?.click();
  if (one?.matches("summary")) one.parentElement.querySelector("button")?.focus();
  return Boolean(one);
}

/** What stands open closes, and the focus is where it was opened. */
function close(event) {
  const open = document.querySelector("#bw-inbox details.bw-quickly[open]");
  if (!open) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus();
}
