/* A form that came back: its first wrong field has the focus, where the browser's own autofocus came too early. */

const wrong = document.querySelector("form.bw-form [aria-invalid='true']");
if (wrong && [null, document.body].includes(document.activeElement)) wrong.focus();
