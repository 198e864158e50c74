// What is wrong stands beside its field; how it goes stands in one live region.
const NOTED = "aria-describedby";

function statusOf(form) {
  const place = form.querySelector(".bridgework-status") || form.appendChild(make("p", { className: "bridgework-status" }));
  return assign(place, { role: "status" });
}

function say(form, words, what) {
  const place = assign(statusOf(form), { dir: "auto", lang: words.code, textContent: words[what] || words.failed });
  place.dataset.kind = what;
}

function describe(field, ids) {
  ids ? field.setAttribute(NOTED, ids) : field.removeAttribute(NOTED);
}

function clear(form) {
  for (const note of form.querySelectorAll(".bridgework-error")) {
    note.field.ariaInvalid = null;
    describe(note.field, note.was);
    note.remove();
  }
}

// {field: sentence}; the first field gets the focus. Nothing when none of them can be seen in this form.
function mark(form, wrong) {
  let to;
  for (const name in wrong) {
    const field = named(form, name);
    if (!field || field.type === "hidden") continue;
    const was = field.getAttribute(NOTED), note = make("span", { className: "bridgework-error", id: `bridgework-${number()}`, dir: "auto", textContent: wrong[name], field, was });
    field.ariaInvalid = "true";
    describe(field, was ? `${was} ${note.id}` : note.id);
    (/checkbox|radio/g.test(field.type) && field.closest("label") || field).after(note);
    to ||= field;
  }
  to?.focus();
  return to;
}
