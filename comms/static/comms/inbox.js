/* The inbox: a conversation opens beside the list without a new page, what is sent stays where it is, and news come
   by themselves. Without this script each of it is a page and a form. */

import { keepFresh } from "../leads/fresh.js";
import { takeOverBadges } from "../leads/badges.js";
import { takeOver } from "../leads/rows.js";
import { keepDrafts, forget } from "./drafts.js";
import { keys } from "./keys.js";
import { compose } from "./composing.js";

const place = () => document.getElementById("bw-talk");
const thread = () => document.getElementById("bw-thread");
const PART = { Accept: "text/html", "X-Part": "talk" };
const NEAR_END = 80; // pixels: whoever reads the newest goes on seeing the newest
let onTheWay = 0;

const soon = keepFresh(() => document.getElementById("bw-inbox"), refreshed, isBusy, true, true);

function isBusy() {
  return onTheWay > 0 || Boolean(document.querySelector("#bw-inbox details.bw-quickly[open], #bw-keys[open]"));
}

/** Open a page of the inbox in place; with `sent` it is what a form sent. */
async function open(address, { sent = null, push = true } = {}) {
  onTheWay += 1;
  try {
    const answer = await fetch(address, sent ? { method: "POST", body: sent, headers: PART } : { headers: PART });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("bw-main")) return leave(answer, address);
    if (sent && answer.ok) forget(sent);
    show(page);
    if (answer.ok && push && answer.url !== location.href) history.pushState({ talk: true }, "", answer.url);
    return answer.ok;
  } catch {
    say(document.getElementById("bw-toast").dataset.offline);
    return false;
  } finally {
    onTheWay -= 1;
    soon();
  }
}

/** What is no conversation is a page of its own: the list, the login, a lead. */
function leave(answer, address) {
  location.assign(answer.redirected ? answer.url : address);
  return true;
}

function show(page) {
  place().replaceChildren(...page.body.childNodes);
  place().classList.add("show");
  document.body.classList.add("bw-thread-open");
  document.getElementById("bw-inbox").classList.remove("bw-two");
  const said = document.getElementById("bw-said");
  if (said) toast(said);
  mark();
  toEnd();
  keepDrafts();
  compose();
}

function toast(said) {
  const place = document.getElementById("bw-toast");
  place.replaceChildren(...said.childNodes);
  said.remove();
}

function say(text) {
  const line = document.createElement("div");
  line.className = "bw-banner warn";
  line.setAttribute("role", "alert");
  line.textContent = text;
  document.getElementById("bw-toast").replaceChildren(line);
}

/** The row of what is open. */
function mark() {
  const open = document.getElementById("bw-main")?.dataset.talk;
  for (const row of document.querySelectorAll("#bw-results [data-row]")) {
    const link = row.querySelector("a.bw-conv");
    const isOn = row.dataset.row === open;
    link.classList.toggle("on", isOn);
    isOn ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
}

function toEnd() {
  const here = thread();
  if (here) here.scrollTop = here.scrollHeight;
}

/** The page as it is now: rows, numbers, what was said and who it is; never under the hands of who writes. */
function refreshed(fresh) {
  takeOver(fresh);
  takeOverBadges(fresh);
  swap(fresh, "bw-tabs");
  mark();
  const [was, now] = [thread(), fresh.getElementById("bw-thread")];
  if (!was || !now) return;
  if (was.textContent !== now.textContent) takeOverThread(was, now);
  for (const id of ["bw-head", "bw-card"]) if (!holds(id)) swap(fresh, id);
  takeOverComposer(fresh);
  if (fresh.getElementById("bw-main")?.dataset.unread) readNow();
}

function takeOverThread(was, now) {
  const isAtEnd = was.scrollHeight - was.scrollTop - was.clientHeight < NEAR_END;
  const away = was.scrollTop;
  was.replaceChildren(...now.childNodes);
  was.scrollTop = isAtEnd ? was.scrollHeight : away;
}

/** A window may have closed or opened; words that stand there stay, and so does what is being chosen. */
function takeOverComposer(fresh) {
  const [was, now] = [document.getElementById("bw-compose"), fresh.getElementById("bw-compose")];
  const box = was?.querySelector("textarea");
  const isHeld = was?.contains(document.activeElement);
  if (!was || !now || box?.value || (isHeld && document.activeElement !== box) || was.querySelector(".bw-wrong")) return;
  if (was.className === now.className) return;
  was.replaceWith(now);
  compose();
  if (isHeld) toComposer();
}

/** Where one types, or chooses a template where nothing can be typed. */
function toComposer() {
  document.querySelector("#bw-body, #bw-compose [type=radio]")?.focus();
}

const holds = (id) => document.getElementById(id)?.contains(document.activeElement);

function swap(fresh, id) {
  const [was, now] = [document.getElementById(id), fresh.getElementById(id)];
  if (was && now && was.textContent !== now.textContent) was.replaceWith(now);
}

/** It came while somebody looked at it. */
async function readNow() {
  const form = document.querySelector("#bw-acts form[action$='/do/']");
  if (!form || document.hidden) return;
  const said = new FormData(form);
  said.set("do", "read");
  await fetch(form.action, { method: "POST", body: said, redirect: "manual" }).catch(() => {});
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (!link.matches(".bw-conv, [data-way], #bw-older, .bw-ways a")) return;
  event.preventDefault();
  open(link.href).then(() => link.closest(".bw-seg") && toComposer());
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#bw-talk") || form.method !== "post" || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.sent) return; // twice the same press is one
  form.dataset.sent = "1";
  open(form.action, { sent: new FormData(form, event.submitter) }).then((isDone) => {
    delete form.dataset.sent;
    if (isDone && form.id === "bw-compose") document.getElementById("bw-body")?.focus(); // what follows is no key
  });
});

addEventListener("popstate", () => location.reload());
keepDrafts();
compose();
keys();
mark();
toEnd();
