/** Fields of forms, each with its label. */

import { get } from "../lib/api.js";
import { debounced, fill, h, newId } from "../lib/dom.js";

/** A field with its label above. */
export const field = (label, control, className = "") => {
  control.id ||= newId("field");
  return h("div", { class: `field ${className}` }, h("label", { for: control.id }, label), control);
};

/** A list to choose from: `[value, text]` pairs. */
export const select = (options, value, onChange) => {
  const element = h(
    "select",
    { on: { change: () => onChange(element.value) } },
    options.map(([v, text]) => h("option", { value: v, selected: v === value }, text)),
  );
  element.value = value;
  return element;
};

/** A slider that shows its value: `toText` tells how. */
export const slider = ({ min, max, step, value, toText, onChange }) => {
  const output = h("output", {}, toText(value));
  const tell = debounced(200, onChange);
  const input = h("input", {
    type: "range",
    min,
    max,
    step,
    on: {
      input: () => {
        fill(output, toText(Number(input.value)));
        tell(Number(input.value));
      },
    },
  });
  input.value = String(value);
  const element = h("div", { class: "slider" }, input, output);
  return { element, input };
};

/** Buttons of which one is pressed. */
export const segmented = (label, options, value, onChange) => {
  const buttons = options.map(([v, text]) =>
    h(
      "button",
      { type: "button", "aria-pressed": String(v === value), on: { click: () => choose(v) } },
      text,
    ),
  );
  const choose = (v) => {
    for (const [i, button] of buttons.entries())
      button.setAttribute("aria-pressed", String(options[i][0] === v));
    onChange(v);
  };
  return h("div", { class: "segmented", role: "group", "aria-label": label }, buttons);
};

/**
 * A field for an item: by its id or a part of its title. @param onPick gets the id.
 */
export const itemField = ({
  label,
  value = "",
  placeholder = "Title or id",
  signal,
  onPick,
  clearable = false,
}) => {
  const list = h("datalist", { id: newId("items") });
  let found = [];
  const look = debounced(120, async (text) => {
    try {
      ({ items: found } = await get("/v1/items", { q: text, limit: 12 }, signal));
    } catch {
      return;
    }
    fill(
      list,
      found.map(({ itemId, title }) => h("option", { value: itemId, label: title ?? itemId })),
    );
  });
  const pick = () => {
    const text = input.value.trim();
    if (text === "" && !clearable) return;
    const lower = text.toLowerCase();
    const item =
      found.find(({ itemId }) => itemId === text) ??
      found.find(({ title }) => title?.toLowerCase() === lower) ??
      found.find(({ title }) => lower !== "" && title?.toLowerCase().includes(lower));
    onPick(item?.itemId ?? text);
  };
  const input = h("input", {
    type: "search",
    list: list.id,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    on: {
      input: () => look(input.value.trim()),
      focus: () => found.length === 0 && look(input.value.trim()),
      change: pick,
    },
  });
  input.value = value;
  const form = h("form", { class: "field", on: { submit: (event) => event.preventDefault() } });
  input.id = newId("field");
  form.append(h("label", { for: input.id }, label), input, list);
  return { element: form, input };
};
