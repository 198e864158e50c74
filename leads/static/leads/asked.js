/* Of what stages ask, a form says what the chosen one asks: what was typed for another, and is out of sight, is not meant. */

document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.checkVisibility()) return;
  for (const group of target.querySelectorAll(".bw-asked")) {
    if (!group.checkVisibility()) for (const { name } of group.querySelectorAll("[name]")) formData.delete(name);
  }
});
