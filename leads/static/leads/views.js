/* The numbers of the saved views come after the list, and again after news: no list waits for them. */

const bar = () => document.querySelector("[data-counts]");
const CALM_MS = 3000;
let waiting = 0;

async function count() {
  if (document.hidden || !bar()?.querySelector("[data-view]")) return;
  try {
    const answer = await fetch(bar().dataset.counts, { headers: { Accept: "application/json", "X-By-Itself": "1" } });
    if (!answer.ok || answer.redirected) return;
    show(await answer.json());
  } catch {
    /* no connection: the tabs lead on without numbers */
  }
}

function show(numbers) {
  for (const badge of bar().querySelectorAll("[data-view]")) {
    badge.textContent = numbers[badge.dataset.view] ?? "";
    badge.hidden = !badge.textContent;
  }
}

count();
document.addEventListener("bw:live", () => {
  clearTimeout(waiting);
  waiting = setTimeout(count, CALM_MS);
});
