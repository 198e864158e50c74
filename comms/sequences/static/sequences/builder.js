/* The path without leaving its page: steps open in a dialog, arrows shift at once. Without this script each is a page. */

import { dress } from "./step.js";

const panel = document.getElementById("bw-panel");
const path = () => document.getElementById("bw-sequence");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

function shown(page) {
  const fresh = page.getElementById("bw-sequence");
  if (!fresh) return false;
  path().replaceWith(document.adoptNode(fresh));
  return true;
}

function open(page) {
  const body = page.querySelector("[data-panel-body]");
  if (!body) return false;
  panel.replaceChildren(document.adoptNode(body));
  const form = panel.querySelector("#bw-step");
  if (form) dress(form);
  if (!panel.open) panel.showModal();
  (panel.querySelector("[autofocus], [aria-invalid=true]") || panel.querySelector("input:not([type=hidden]), select"))?.focus();
  return true;
}

async function sent(form, button) {
  const body = new FormData(form, button);
  path().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body, redirect: "follow" });
    return { page: parsed(await answer.text()), url: answer.url };
  } finally {
    path().removeAttribute("aria-busy");
  }
}

document.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest("[data-close], #bw-panel a.bw-button")) {
    if (!panel.open) return;
    event.preventDefault();
    panel.close();
    return;
  }
  const link = event.target.closest("a[data-panel]");
  if (!link) return;
  event.preventDefault();
  panel.dataset.from = link.href;
  try {
    const answer = await fetch(link.href);
    if (answer.ok && open(parsed(await answer.text()))) {
      const form = panel.querySelector("form");
      form.action = form.getAttribute("action") || link.href;
      return;
    }
  } catch { /* then as a page of its own */ }
  location.assign(link.href);
});

panel.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const to = form.action;
  try {
    const { page, url } = await sent(form, event.submitter);
    if (shown(page)) {
      panel.close();
      history.replaceState(null, "", url);
    } else if (open(page)) {
      panel.querySelector("form").action = to;
    }
  } catch {
    form.submit();
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-quick]")) return;
  event.preventDefault();
  const button = event.submitter;
  try {
    const { page } = await sent(form, button);
    if (!shown(page)) location.reload();
    const same = document.getElementById(button.id);
    (same?.disabled ? same.parentElement.querySelector("button:not(:disabled)") : same)?.focus();
  } catch {
    location.reload();
  }
});
