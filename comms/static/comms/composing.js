/* The composer under the hands: templates by "/", how long the text is, Ctrl+Enter sends. */

const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/;
const TWICE = new Set("\f^{}\\[~]|€");

export function compose() {
  const form = document.getElementById("bw-compose");
  const box = form?.querySelector("textarea");
  for (const one of form?.querySelectorAll("[name=when]") ?? []) one.addEventListener("change", () => tellWhen(one));
  if (!box) return;
  const count = document.getElementById("bw-count");
  const tell = () => count && (count.textContent = counted(form, box.value, count));
  box.addEventListener("input", tell);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "/" && !box.value) picker(event, form);
  });
  form.addEventListener("submit", (event) => isEmpty(form, box) && back(event, box));
  form.querySelector("#bw-templates")?.addEventListener("keydown", (event) => among(event, form, box));
  for (const one of form.querySelectorAll("[data-template]")) one.addEventListener("click", (event) => put(event, form, one));
  tell();
}

function picker(event, form) {
  const list = form.querySelector("#bw-templates");
  if (!list) return;
  event.preventDefault();
  list.open = true;
  list.querySelector("a")?.focus();
}

/** What was chosen is read beside the button, also once the choice is shut. */
function tellWhen(one) {
  const said = one.closest("details").querySelector("[data-when]");
  said.textContent = one.value ? one.closest("label").querySelector("span").textContent : "";
}

/** Up and down in the list of templates; Escape goes back to the words. */
function among(event, form, box) {
  const list = form.querySelector("#bw-templates");
  const all = [...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && list.open) {
    list.open = false;
    back(event, box);
  } else if (step && list.open) {
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step))]?.focus();
  }
}

/** A second press finds what the first has emptied: there is nothing to say about it. */
function isEmpty(form, box) {
  const files = form.querySelector("[type=file]")?.files.length ?? 0;
  return !box.value.trim() && !files;
}

function back(event, box) {
  event.preventDefault();
  box.focus();
}

/** A template's words into the box, where they can still be changed. */
function put(event, form, one) {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const box = form.querySelector("textarea");
  box.value = one.dataset.template;
  form.querySelector("[name=template]").value = one.dataset.text;
  const subject = form.querySelector("[name=subject]");
  if (subject && !subject.value) subject.value = one.dataset.subject;
  form.querySelector("#bw-templates").open = false;
  box.focus();
  box.dispatchEvent(new Event("input"));
}

function counted(form, text, count) {
  const longest = Number(count.dataset.longest);
  if (count.dataset.segments) return text ? `${parts(text)} SMS` : "";
  return text.length > longest * 0.8 ? `${text.length} / ${longest}` : "";
}

/** As comms.services.lengths counts; the server says it again. */
function parts(text) {
  const isPlain = GSM.test(text);
  const sizes = [...text].map((sign) => (isPlain ? (TWICE.has(sign) ? 2 : 1) : sign.length));
  const [alone, each] = isPlain ? [160, 153] : [70, 67];
  const units = sizes.reduce((sum, size) => sum + size, 0);
  if (units <= alone) return Math.min(units, 1);
  let [count, filled] = [1, 0];
  for (const size of sizes) {
    if (filled + size > each) [count, filled] = [count + 1, 0]; // a sign of two units never stands in two messages
    filled += size;
  }
  return count;
}
