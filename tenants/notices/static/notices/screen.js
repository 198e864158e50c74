/* Hot leads as notifications of the browser, for whoever asked for that in this browser (F:W12). */

const LAST = "bw-screen"; // the newest notice that was there; without it nobody asked

export const isWanted = () =>
  "Notification" in window && Notification.permission === "granted" && localStorage.getItem(LAST) !== null;

export const after = () => encodeURIComponent(localStorage.getItem(LAST) ?? "");

export function want() {
  if (localStorage.getItem(LAST) === null) localStorage.setItem(LAST, "");
}

/** One for each; several tabs of one notice are one by its tag. */
export function show({ last, shown }) {
  localStorage.setItem(LAST, String(last));
  for (const { id, title, address } of shown) {
    const one = new Notification(title, { tag: `bw-${id}` });
    one.addEventListener("click", () => {
      window.focus();
      location.assign(address);
    });
  }
}
