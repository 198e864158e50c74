/* The board: cards go from column to column by hand, by keyboard or by the dialog, and come back when they may not.
   Without this script each card leads to a page that asks the same. */

import { ask } from "./board_asking.js";
import { columnOf, columns, refuse, take } from "./board_cards.js";
import { takeOverBoard } from "./board_fresh.js";
import { dragging, drags } from "./board_dragging.js";
import { keys } from "./board_keys.js";
import { showsMore } from "./board_more.js";
import { keepFresh } from "./fresh.js";

const board = document.getElementById("bw-board");
const dialog = document.getElementById("bw-move");
let onTheWay = 0;

const isBusy = () => onTheWay > 0 || dragging() || Boolean(dialog?.open);
const soon = keepFresh(() => board, takeOverBoard, isBusy);

/** To another column; what that one asks is asked first. */
async function move(card, column) {
  if (columnOf(card) === column) return;
  const said = await ask(dialog, card, column.dataset.stage);
  if (said) await send(card, said);
}

async function send(card, said) {
  onTheWay += 1;
  const back = take(card, columns().find((one) => one.dataset.stage === said.get("stage")));
  refuse(card, "");
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(card.querySelector("[data-move]").href, { method: "POST", body: said, headers });
    if (answer.redirected) return location.reload();
    const told = await answer.json();
    if (answer.ok) return arrived(told);
    back();
    await refused(card, said, told);
  } catch {
    back();
    refuse(card, board.dataset.offline);
  } finally {
    onTheWay -= 1;
  }
}

function arrived({ columns: heads, said }) {
  for (const head of heads) {
    for (const one of document.querySelectorAll(`[data-number="${head.stage}"]`)) one.textContent = head.number;
    for (const one of document.querySelectorAll(`[data-worth="${head.stage}"]`)) one.textContent = head.worth;
  }
  document.getElementById("bw-toast").innerHTML = said;
  soon();
}

/** What a stage asks and was not given is asked again, beside its field; anything else is said on the card. */
async function refused(card, said, { detail, fields = {} }) {
  const again = await ask(dialog, card, said.get("stage"), fields);
  if (again === undefined) refuse(card, detail);
  if (again) await send(card, again);
  if (again === undefined) soon();
}

if (board) showsMore(board);
if (board && dialog) {
  drags(board, move);
  keys(board, move);
  board.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-move]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const card = link.closest("[data-row]");
    const said = await ask(dialog, card, "");
    if (said) await send(card, said);
  });
}
