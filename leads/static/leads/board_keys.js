/* Arrows go from card to card; with Shift they take the card along. */

import { cardsOf, columnOf, columns, focus } from "./board_cards.js";

export function keys(board, move) {
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-row]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[event.key];
    if (step === undefined || (event.shiftKey && !step)) return;
    event.preventDefault();
    const way = getComputedStyle(board).direction === "rtl" ? -step : step;
    if (event.shiftKey) shift(card, way, move);
    else if (way) aside(card, way);
    else upOrDown(card, event.key === "ArrowUp" ? -1 : 1);
  });
}

function shift(card, way, move) {
  const all = columns();
  let at = all.indexOf(columnOf(card)) + way;
  while (all[at]?.dataset.byHand === "no") at += way; // leads come there by themselves
  if (all[at]) move(card, all[at]);
}

/** To the same height of the next column that has cards. */
function aside(card, way) {
  const all = columns();
  const height = cardsOf(columnOf(card)).indexOf(card);
  for (let at = all.indexOf(columnOf(card)) + way; all[at]; at += way) {
    const cards = cardsOf(all[at]);
    if (cards.length) return focus(cards[Math.min(height, cards.length - 1)]);
  }
}

function upOrDown(card, way) {
  const cards = cardsOf(columnOf(card));
  focus(cards[cards.indexOf(card) + way]);
}
