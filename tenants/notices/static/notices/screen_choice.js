/* The button that asks the browser, once and on a click, whether it may show hot leads. */

import { isWanted, want } from "./screen.js";

const box = document.getElementById("bw-screen");
const button = box.querySelector("button");

function show() {
  const state = isWanted() ? "granted" : Notification.permission === "denied" ? "denied" : "";
  for (const words of box.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== state;
  button.hidden = state !== "";
}

if ("Notification" in window) {
  box.hidden = false;
  show();
  button.addEventListener("click", async () => {
    if ((await Notification.requestPermission()) === "granted") want();
    show();
  });
}
