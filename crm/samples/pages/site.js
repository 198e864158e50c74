/* The question about cookies, as websites have one: it tells the form what the visitor said. */

const bar = document.querySelector(".cookies");
let said = null;
try {
  said = localStorage.getItem("cookies");
} catch {
  /* refused: asked again on the next page */
}

function tell(answer) {
  document.dispatchEvent(new CustomEvent("bridgework:consent", { detail: answer }));
}

// Whoever answered can change their mind.
const again = document.querySelector(".again");
again.addEventListener("click", () => {
  bar.hidden = false;
  bar.querySelector("button").focus();
});

again.hidden = !said;
if (said) tell(said);
else bar.hidden = false;
bar.addEventListener("click", ({ target }) => {
  if (!target.value) return;
  try {
    localStorage.setItem("cookies", target.value);
  } catch {
    /* refused: it counts for this page */
  }
  bar.hidden = true;
  again.hidden = false;
  tell(target.value);
});
