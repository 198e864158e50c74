/* News from the clinic's live stream, for every page of the desk. One stream a browser: the visible tab that holds
   the lock listens and tells the others. Without a stream each visible tab asks by itself.

   Pages hear `bw:live` on document: detail.name is an event of the stream ("lead_created"), or "resync" when news
   may have been missed, or "poll". <html data-live> says how it goes: "on" or "polling". */

import { listen } from "./stream.js";

const POLL_MS = 30_000;
const EVENTS = ["lead_created", "lead_updated", "conversation_updated", "arrival_held", "notice", "resync"];
const LOCK = "bw-live";

const address = document.querySelector('meta[name="bw-live"]')?.content;
const tabs = new BroadcastChannel(LOCK);
let leading = false;
let live = false;
let release = null;

const tell = (name, data = {}) => document.dispatchEvent(new CustomEvent("bw:live", { detail: { name, data } }));

function show(state) {
  live = state;
  document.documentElement.dataset.live = live ? "on" : "polling";
}

function share(message) {
  tabs.postMessage(message);
}

tabs.onmessage = ({ data }) => {
  if (data.kind === "ask" && leading) share({ kind: "state", live });
  if (data.kind === "state") show(data.live);
  if (data.kind === "event" && !document.hidden) tell(data.name, data.data);
};

/** Listen until this tab is hidden or closed; then the next visible tab may. */
function lead() {
  leading = true;
  const stop = listen(address, EVENTS, {
    onState(state) {
      show(state);
      share({ kind: "state", live: state });
    },
    onEvent(name, data) {
      tell(name, data);
      share({ kind: "event", name, data });
    },
  });
  return new Promise((resolve) => {
    release = () => {
      stop();
      leading = false;
      release = null;
      resolve();
    };
  });
}

function compete() {
  const turn = new AbortController();
  const withdraw = () => turn.abort();
  document.addEventListener("visibilitychange", withdraw, { once: true });
  navigator.locks.request(LOCK, { signal: turn.signal }, () => (document.hidden ? null : lead())).catch(() => {});
  share({ kind: "ask" });
}

function start() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return release?.();
    compete();
    tell("resync");
  });
  addEventListener("pagehide", () => release?.());
  addEventListener("pageshow", (event) => event.persisted && compete());
  setInterval(() => !live && !document.hidden && tell("poll"), POLL_MS);
  show(false);
  if (!document.hidden) compete();
}

if (address && navigator.locks) start();
