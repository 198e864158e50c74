// While all leads are scored anew the page says by itself how far that is.

const EVERY = 3000; // ms
const place = () => document.getElementById("recalculation");

async function look() {
    if (document.hidden) return;
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("recalculation");
    if (fresh) place().replaceWith(fresh);
}

async function follow() {
    while (place()?.hasAttribute("data-at-work")) {
        await new Promise((resolve) => setTimeout(resolve, EVERY));
        await look();
    }
}

follow();
