/** Elements made by calls: text is always text, so nothing that comes from the server can become markup. */

/**
 * Makes an element. Properties: `class`, `on` (listeners by event), `style` (custom properties and lengths, set through
 * the object model since the page allows no inline style), `data`, and attributes by name; false and undefined are left out.
 */
export const h = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "style")
      for (const [key, text] of Object.entries(value)) element.style.setProperty(key, String(text));
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
};

const nodes = (children) =>
  children
    .flat(3)
    .filter((child) => child !== undefined && child !== null && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));

/** Puts children in the place of what an element holds, unless the text would be the same. */
export const fill = (element, ...children) => {
  const next = nodes(children);
  const isText = next.length === 1 && next[0].nodeType === Node.TEXT_NODE && element.children.length === 0;
  if (isText && element.textContent === next[0].data) return element;
  element.replaceChildren(...next);
  return element;
};

/** Sets an attribute only where that changes something. */
export const setAttribute = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

let ids = 0;
/** An id that no other element has. */
export const newId = (prefix) => `${prefix}-${++ids}`;

/** A function that waits until it has not been called for `ms`. */
export const debounced = (ms, act) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), ms);
  };
};

/** Calls `act` now and every `ms` while the page is seen, until the signal ends it; never twice at once. */
export const every = (ms, signal, act) => {
  let timer;
  const go = async () => {
    if (signal.aborted) return;
    if (!document.hidden) await act();
    if (!signal.aborted) timer = setTimeout(go, ms);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  void go();
};
