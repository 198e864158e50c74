/* What a move says: at once where the stage asks nothing, else through the dialog. */

import { columnOf, nameOf } from "./board_cards.js";

/** A FormData to send; null when somebody thought better of it. With `stage` "" the stage itself is asked. `wrong` are
    sentences by field: undefined when the dialog has none of these fields. */
export async function ask(dialog, card, stage, wrong = null) {
  const form = dialog.querySelector("form");
  const here = columnOf(card).dataset;
  form.reset();
  form.elements.was.value = here.stage;
  form.elements.owner.value = card.dataset.owner;
  for (const one of form.elements.stage.options) one.hidden = one.disabled = one.value === here.stage;
  const option = [...form.elements.stage.options].find((one) => (stage ? one.value === stage : !one.disabled));
  if (option) form.elements.stage.value = option.value;
  const names = Object.keys(wrong ?? {}).filter((name) => form.elements[name] && name !== "stage");
  if (wrong && !names.length) return undefined;
  const asks = option?.dataset.asks && document.querySelector(`[data-stage="${stage}"]`)?.dataset.semantic !== here.semantic;
  if (stage && !asks && !wrong) {
    const said = new FormData(form);
    said.set("stage", stage);
    return said;
  }
  dialog.querySelector("h2").textContent = nameOf(card);
  mark(form, names, wrong);
  return answered(dialog, form, names[0]);
}

function answered(dialog, form, wrong) {
  dialog.returnValue = "";
  dialog.showModal();
  const field = wrong ?? [...form.querySelectorAll(".bw-asked")].find((one) => one.offsetParent)?.querySelector("[name]").name;
  form.elements[field ?? "stage"].focus();
  return new Promise((resolve) => {
    let said = null;
    form.onsubmit = (event) => {
      event.preventDefault();
      said = new FormData(form);
      dialog.close("go");
    };
    form.querySelector("[data-cancel]").onclick = () => dialog.close("");
    dialog.onclose = () => resolve(dialog.returnValue === "go" ? said : null);
  });
}

function mark(form, names, wrong) {
  for (const one of form.querySelectorAll(".bw-asked .bw-wrong")) one.remove();
  for (const one of form.querySelectorAll(".bw-asked [name]")) one.removeAttribute("aria-invalid");
  for (const name of names) {
    const field = form.elements[name];
    const line = document.createElement("span");
    line.className = "bw-wrong";
    line.id = `${field.id}_error`;
    line.textContent = wrong[name][0];
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
    field.after(line);
  }
}
