/* The choice of light or dark made on the desk, for pages without unfold. Before the first paint, so not a module. */
try {
  const chosen = JSON.parse(localStorage.getItem("adminTheme") ?? '"auto"');
  if (chosen === "light" || chosen === "dark") document.documentElement.classList.add(chosen);
} catch {
  /* no storage: the system's choice holds */
}
