/* Taking over a freshly asked board: columns stay, with how far they were scrolled; cards and numbers are new. */

import { cardsOf, columns, focus, refuseAgain } from "./board_cards.js";

export function takeOverBoard(fresh) {
  const next = fresh.getElementById("bw-board");
  if (!next && !document.getElementById("bw-board")) return; // still nobody
  const stages = (root) => [...(root?.querySelectorAll("[data-stage]") ?? [])].map((one) => one.id).join();
  if (!next || stages(next) !== stages(document)) return location.reload();
  const focused = document.activeElement?.closest("[data-row]")?.dataset.row;
  const known = new Set([...next.querySelectorAll("[data-row]")].map((card) => card.dataset.row));
  for (const column of columns()) takeOver(column, next.querySelector(`#${column.id}`), known);
  document.getElementById("bw-open")?.replaceWith(fresh.getElementById("bw-open"));
  for (const one of document.querySelectorAll(".bw-choose [data-number]")) {
    one.textContent = fresh.querySelector(`.bw-choose [data-number="${one.dataset.number}"]`).textContent;
  }
  if (focused) focus(document.querySelector(`[data-row="${focused}"]`));
  refuseAgain();
}

function takeOver(column, next, known) {
  if (column.textContent === next.textContent) return;
  const later = column.dataset.grown ? cardsOf(column).filter((card) => !known.has(card.dataset.row)) : [];
  const list = column.querySelector(".bw-cards");
  const here = new Set(cardsOf(column).map((card) => card.dataset.row));
  column.querySelector("header").replaceWith(next.querySelector("header"));
  if (!list) return;
  for (const card of cardsOf(next)) if (!here.has(card.dataset.row)) card.classList.add("bw-new");
  list.replaceChildren(...next.querySelector(".bw-cards").children, ...later);
  if (!later.length) column.querySelector("footer").replaceChildren(...next.querySelector("footer").childNodes);
}
