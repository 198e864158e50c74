// In the language of the page, else of the browser; these two where the words cannot be had.
function languageOf(form) {
  const wishes = [form.closest("[lang]")?.lang, ...navigator.languages];
  return wishes.map((wish) => wish?.slice(0, 2).toLowerCase()).find((code) => code && LANGUAGES.includes(code)) || "en";
}

async function wordsFor(form) {
  const code = languageOf(form), said = await soon(ask(form, `/embed/v1/${code}.json`).then((answer) => answer.json())).catch(() => 0);
  return said ? { ...said, code } : { code: "en", sent: "Your enquiry has arrived.", failed: "It did not get through. Try again." };
}
