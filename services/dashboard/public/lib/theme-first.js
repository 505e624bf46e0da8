// Runs before the first paint, so that a page that was left dark does not come back with a flash of white.
{
  const chosen = localStorage.getItem("millrace-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
}
