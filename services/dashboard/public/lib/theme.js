/** Light, dark, or as the system says. Kept on this machine; it is the only thing that is. */

const NAME = "millrace-theme";
const order = ["auto", "light", "dark"];
const listeners = new Set();
const system = matchMedia("(prefers-color-scheme: dark)");

/** What was chosen: `auto`, `light` or `dark`. */
export const chosenTheme = () => document.documentElement.dataset.theme ?? "auto";

/** Chooses the next of the three. */
export const nextTheme = () => {
  const next = order[(order.indexOf(chosenTheme()) + 1) % order.length];
  if (next === "auto") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(NAME);
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem(NAME, next);
  }
  for (const tell of listeners) tell();
};

/** Calls back whenever the colours change; returns what ends that. */
export const onTheme = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

system.addEventListener("change", () => {
  for (const tell of listeners) tell();
});

// A token names a colour of light and one of dark; which of them it stands for is known where it is used.
const sample = document.createElement("i");
sample.hidden = true;
document.documentElement.append(sample);

/** A colour of the page as it is now, by its name in `tokens.css`. */
export const colour = (name) => {
  sample.style.color = `var(--${name})`;
  return getComputedStyle(sample).color;
};

/** The page's typeface, for what is drawn. */
export const typeface = () =>
  getComputedStyle(document.documentElement).getPropertyValue("--font").replaceAll(/\s+/g, " ").trim();

/** Colours for things without an order, such as categories. */
export const palette = () => Array.from({ length: 10 }, (_, i) => colour(`series-${i + 1}`));
