/* Copies the code of the website form, and shows another form as soon as it is chosen. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const code = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    code.select();
    try {
      await navigator.clipboard.writeText(code.value);
    } catch {
      document.execCommand("copy"); // a page without https, or a browser that asks first
    }
    told.textContent = "";
    requestAnimationFrame(() => (told.textContent = told.dataset.copied));
  });
}

// Another form is shown at once, and whoever chose keeps their place on the page.
const form = document.querySelector("[data-website-form]");
form?.querySelector("button").setAttribute("hidden", "");
form?.addEventListener("change", async () => {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("website_code").value = page.getElementById("website_code").value;
  document.querySelector(".bw-preview").src = page.querySelector(".bw-preview").getAttribute("src");
});
