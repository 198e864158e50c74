/* Dragging a stage to its place; without this script the arrows do it. The form sends the order of its rows. */

const form = document.getElementById("bw-stages");
const rows = () => [...form.querySelectorAll("[data-row]")];
const order = () => rows().map((row) => row.dataset.row).join();
let held = null;
let before = "";

rows().forEach((row) => { row.draggable = true; });

form.addEventListener("dragstart", (event) => {
  held = event.target.closest("[data-row]");
  before = order();
  held?.classList.add("held");
});

form.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-row]");
  if (!held || !over || over === held) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  over[event.clientY > box.top + box.height / 2 ? "after" : "before"](held);
});

form.addEventListener("drop", (event) => event.preventDefault());

form.addEventListener("dragend", () => {
  held?.classList.remove("held");
  held = null;
  if (order() !== before) form.requestSubmit();
});
