/* A card in the hand: what it leaves behind is pale, and the column under it shows where it lands. */

import { columnOf } from "./board_cards.js";

let held = null;
let over = null;
const slot = Object.assign(document.createElement("li"), { className: "bw-slot" });

export const dragging = () => held !== null;

export function drags(board, move) {
  board.addEventListener("pointerdown", ({ target }) => {
    const card = target.closest?.("[data-row]");
    if (card) card.draggable = true;
  });

  board.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-row]") ?? null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.row);
    requestAnimationFrame(() => held?.classList.add("ghost"));
  });

  board.addEventListener("dragover", (event) => {
    if (!held) return;
    event.preventDefault();
    show(event.target.closest?.("[data-stage]"));
  });

  board.addEventListener("drop", (event) => {
    event.preventDefault();
    const [card, column] = [held, over];
    end();
    if (card && column) move(card, column);
  });

  board.addEventListener("dragend", end);
}

function show(column) {
  const target = column && column !== columnOf(held) ? column : null;
  if (target === over) return;
  over?.classList.remove("drop");
  slot.remove();
  over = target;
  if (!over) return;
  over.classList.add("drop");
  slot.textContent = over.dataset.drop;
  over.querySelector(".bw-cards")?.prepend(slot);
}

function end() {
  held?.classList.remove("ghost");
  over?.classList.remove("drop");
  slot.remove();
  held = over = null;
}
