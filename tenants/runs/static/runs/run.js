/* The page of a run moves by itself: it asks once a second, and is loaded again when the run has ended. */

const card = document.querySelector("[data-run]");
const PAUSE = 1000;

function show({ done, total }) {
  const bar = card.querySelector("progress");
  const count = card.querySelector("[data-run-count]");
  if (bar && total) {
    bar.max = total;
    bar.value = done;
  }
  const said = total === null ? [done] : [done, total];
  const numbers = said.map((one) => one.toLocaleString(document.documentElement.lang));
  let at = 0;
  count.textContent = count.textContent.replace(/\d[\d.,'’\s]*\d|\d/g, (old) => numbers[at++] ?? old);
}

async function ask() {
  try {
    const answer = await fetch(card.dataset.run, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const run = await answer.json();
    if (run.ended_at) return location.reload();
    show(run);
  } catch {
    /* No connection: the next question may have one. */
  }
  setTimeout(ask, document.hidden ? PAUSE * 10 : PAUSE);
}

if (card) setTimeout(ask, PAUSE);
