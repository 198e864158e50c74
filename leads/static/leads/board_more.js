/* "Show more" brings the next cards of a column into it; without this script it opens them. */

export function showsMore(board) {
  board.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-more]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const column = link.closest("[data-stage]");
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return location.assign(link.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(column.id);
    if (!fresh) return location.reload();
    grow(column, fresh);
  });
}

function grow(column, fresh) {
  const known = new Set([...document.querySelectorAll("[data-row]")].map((card) => card.dataset.row));
  const added = [...fresh.querySelectorAll("[data-row]")].filter((card) => !known.has(card.dataset.row));
  column.querySelector(".bw-cards").append(...added);
  column.dataset.grown = "1";
  column.querySelector("footer").replaceChildren(...fresh.querySelector("footer").childNodes);
  added[0]?.querySelector("a").focus();
}
