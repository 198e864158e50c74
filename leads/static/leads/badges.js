/* The numbers in the side bar and in the phone's bar, as a freshly asked page has them. */

export function takeOverBadges(fresh) {
  const badges = new Map([...fresh.querySelectorAll("[data-badge]")].map((badge) => [badge.dataset.badge, badge]));
  for (const shown of document.querySelectorAll("[data-badge]")) {
    const next = badges.get(shown.dataset.badge);
    if (!next || next.textContent === shown.textContent) continue;
    shown.textContent = next.textContent;
    shown.hidden = next.hidden;
  }
}
