/* Taking the rows of a freshly asked list into the one on the screen: scroll, focus and ticks stay. */

const key = (row) => row.dataset.row;
const rowsOf = (root) => [...root.querySelectorAll("[data-row]")];

/** Swap the result list of this page for that of `fresh`; say how many rows are new. */
export function takeOver(fresh) {
  const shown = document.getElementById("bw-results");
  const next = fresh.getElementById("bw-results");
  if (!shown || !next || same(shown, next)) return;
  const known = new Set(rowsOf(shown).map(key));
  const ticked = new Set([...shown.querySelectorAll("input.action-select:checked")].map((box) => box.value));
  const focused = shown.contains(document.activeElement) ? document.activeElement.closest("[data-row]")?.dataset.row : null;

  const added = rowsOf(next).filter((row) => !known.has(key(row)));
  const away = scrollY;
  for (const row of added) row.classList.add("bw-new");
  for (const box of next.querySelectorAll("input.action-select")) box.checked = ticked.has(box.value);
  shown.replaceWith(next);
  if (focused) next.querySelector(`[data-row="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
  scrollTo({ top: away, behavior: "instant" });

  const count = fresh.getElementById("bw-count");
  if (count) document.getElementById("bw-count")?.replaceWith(count);
  say(added.length);
}

const same = (one, other) => one.textContent === other.textContent;

function say(number) {
  const news = document.getElementById("bw-news");
  if (news && number) news.textContent = number === 1 ? news.dataset.one : news.dataset.many.replace("{n}", number);
}
