/* The page of filters, opened beside the list; its link leads there without this script. */

const link = () => document.getElementById("bw-sheet-link");

async function open(event) {
  if (event.target.closest("#bw-sheet-link") === null || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  const address = link().href;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const form = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("bw-sheet-form");
    if (!answer.ok || !form) throw new Error("no form");
    show(form);
  } catch {
    location.assign(address);
  }
}

function show(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "bw-sheet-dialog";
  dialog.setAttribute("aria-label", link().textContent.trim());
  dialog.append(form);
  dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest("[data-close]")) && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("formdata", (event) => leaveOutEmpty(event.formData));
  document.body.append(dialog);
  dialog.showModal();
}

/** An address to share says what was asked, not what was left open. */
function leaveOutEmpty(data) {
  for (const [name, value] of [...data.entries()]) if (value === "") data.delete(name);
}

document.addEventListener("click", open);
