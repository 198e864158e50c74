/* Cards and columns of the board, where they stand, and what stands on a card that was refused. */

const board = document.getElementById("bw-board");
const refusals = new Map(); // by lead: a sentence outlives news that bring the card anew

export const columns = () => [...board.querySelectorAll("[data-stage]")];
export const cardsOf = (column) => [...column.querySelectorAll("[data-row]")];
export const columnOf = (card) => card.closest("[data-stage]");
export const nameOf = (card) => card.querySelector("a").textContent;
export const focus = (card) => card?.querySelector("a").focus();

/** Put `card` on top of `column` until the page comes anew; returns how it goes back. */
export function take(card, column) {
  const { parentNode: home, nextSibling: next } = card;
  const had = card.contains(document.activeElement) || document.activeElement === document.body;
  const list = column?.querySelector(".bw-cards");
  list ? list.prepend(card) : card.remove();
  if (had) list ? focus(card) : column?.focus();
  return () => {
    home.insertBefore(card, next?.parentNode === home ? next : null);
    if (had) focus(card);
  };
}

/** Say on the card why it stays; an empty sentence takes that away. */
export function refuse(card, sentence) {
  refusals.set(card.dataset.row, sentence);
  say(card, sentence);
}

/** After the cards came anew. One that is gone says it above the board. */
export function refuseAgain() {
  for (const [row, sentence] of refusals) {
    const card = board.querySelector(`[data-row="${row}"]`);
    if (card) say(card, sentence);
    else document.getElementById("bw-refused").textContent = sentence;
    if (!card) refusals.delete(row);
  }
}

function say(card, sentence) {
  card.querySelector(".bw-wrong")?.remove();
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = "bw-wrong";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  card.append(line);
}
