/* <button data-copy="id of an input" hidden>: copies what stands there, and says so for a moment. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  const words = button.querySelector("[data-words]");
  const before = words.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      words.textContent = button.dataset.done;
    } catch {
      source.select();
    }
    setTimeout(() => {
      words.textContent = before;
    }, 2000);
  });
}
