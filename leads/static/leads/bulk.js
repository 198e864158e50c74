/* How many rows are chosen, said in the bar; without this script the bar only says that some are. */

const form = document.getElementById("changelist-form");

function tell() {
  const words = document.getElementById("bw-chosen");
  if (!words) return;
  const number = form.querySelectorAll("input.action-select:checked").length;
  words.textContent = number === 1 ? words.dataset.one : words.dataset.many.replace("{n}", number);
}

form?.addEventListener("change", () => requestAnimationFrame(tell));
form?.addEventListener("click", () => requestAnimationFrame(tell));
