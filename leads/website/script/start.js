// Once a page, whatever it loads; forms may come and go: what happens in them is heard on the document.
const page = document,
  { assign } = Object,
  OWN = HTMLFormElement.prototype, // a form's own ways, whatever its fields are called
  me = page.currentScript || page.querySelector('script[src*="/embed/v1.js"]'),
  FORM = "form[data-bridgework]",
  states = new WeakMap(),
  make = (kind, what) => assign(page.createElement(kind), what),
  named = (form, name) => form.querySelector(`[name="${CSS.escape(name)}"]`),
  homeOf = (form) => new URL(form.getAttribute("action") || me.src, location).origin,
  ask = (form, path, how) => fetch(homeOf(form) + path, how),
  keyOf = (form) => named(form, "key")?.value || form.dataset.key || me?.dataset.key || "",
  buttonOf = (form) => form.querySelector("[type=submit],button:not([type])");
