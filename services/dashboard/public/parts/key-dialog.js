/** Asks a person for a key. */

import { fill, h } from "../lib/dom.js";

const words = {
  read: "This server asks for a key. One with the scope “read” shows the answers; one with “admin” allows everything.",
  ingest: "Publishing events needs a key with the scope “ingest” (or “admin”).",
  admin: "This needs a key with the scope “admin”.",
};

/** Makes the dialog; `ask(scope, why)` resolves to the secret, or to undefined where a person gave up. */
export const keyDialog = () => {
  const title = h("h2", { id: "key-title" }, "A key, please");
  const text = h("p", {});
  const why = h("p", { class: "note note-away", role: "alert", hidden: true });
  const input = h("input", {
    id: "key-input",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
  });
  const form = h(
    "form",
    { method: "dialog" },
    title,
    text,
    why,
    h("div", { class: "field" }, h("label", { for: "key-input" }, "Key"), input),
    h(
      "p",
      { class: "hint" },
      "It is kept in the memory of this page only and is gone when the page is closed.",
    ),
    h(
      "div",
      { class: "dialog-actions" },
      h("button", { type: "button", class: "quiet", on: { click: () => dialog.close("") } }, "Not now"),
      h("button", { type: "submit", class: "primary", value: "given" }, "Use the key"),
    ),
  );
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "key-title" }, form);
  document.body.append(dialog);

  const ask = (scope, reason = "") =>
    new Promise((done) => {
      fill(text, words[scope] ?? words.read);
      why.hidden = reason === "";
      fill(why, reason);
      input.value = "";
      dialog.returnValue = "";
      dialog.addEventListener(
        "close",
        () => {
          const secret = input.value.trim();
          input.value = "";
          done(dialog.returnValue === "given" && secret !== "" ? secret : undefined);
        },
        { once: true },
      );
      if (!dialog.open) dialog.showModal();
      input.focus();
    });
  return { ask };
};
