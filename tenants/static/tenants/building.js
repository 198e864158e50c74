/* The page of a clinic that is being set up moves by itself: it asks for itself every two seconds. */

const PAUSE = 2000;

async function look() {
  const shown = document.querySelector("[data-building]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-building]");
    if (!next) return location.reload();
    if (next.innerHTML !== shown.innerHTML) shown.replaceChildren(...next.childNodes);
  } catch {
    /* No connection: the next question may have one. */
  }
  setTimeout(look, document.hidden ? PAUSE * 10 : PAUSE);
}

setTimeout(look, PAUSE);
