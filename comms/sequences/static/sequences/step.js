/* The form of a step shows what belongs to its kind. Without this script all of it is there. */

const belongs = (part, value) => part.split(" ").includes(value);

function show(form) {
  const { kind, unit } = form.elements;
  form.querySelectorAll("[data-kind]").forEach((one) => { one.hidden = !belongs(one.dataset.kind, kind.value); });
  form.querySelectorAll("[data-unit]").forEach((one) => { one.hidden = !belongs(one.dataset.unit, unit.value); });
  offerChannel(form);
  const rows = [...form.querySelectorAll("[data-text]")];
  const used = rows.filter((row) => row.querySelector("select").value).length;
  rows.forEach((row, place) => {
    row.hidden = place > used && !row.querySelector("select").value;
    row.lastElementChild.hidden = used < 2;
  });
}

/* Templates are grouped by channel, in the order of the channels. */
function offerChannel(form) {
  const { channel } = form.elements;
  const name = channel.selectedOptions[0]?.textContent;
  form.querySelectorAll("[data-text] select").forEach((select) => {
    select.querySelectorAll("optgroup").forEach((group) => {
      const fits = group.label === name;
      group.hidden = !fits;
      group.disabled = !fits;
      if (!fits && group.querySelector("option:checked")) select.value = "";
    });
  });
}

export function dress(form) {
  form.addEventListener("change", () => show(form));
  show(form);
}

const here = document.querySelector("#bw-step");
if (here) dress(here);
