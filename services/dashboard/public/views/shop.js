import { wordsOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { become, me } from "../lib/me.js";
import { itemField } from "../parts/fields.js";
import { basketPanel, onwardsPanel } from "./shop-basket.js";
import { itemPanels } from "./shop-item.js";
import { recommendedPanel } from "./shop-recommended.js";

export const shop = {
  id: "shop",
  name: "Shop",
  title: "The shop",
  lead: "Act as somebody: rate, click and buy. Each deed is an event, and what follows from it is read back at once.",
  mount(root, { parts, signal }) {
    const [what, id] = parts;
    if (what === "user" && id && id !== me.userId) become(id);
    const told = h("p", { class: "told", role: "status", "aria-live": "polite" });
    const act = async (words, deed) => {
      const began = performance.now();
      fill(told, `${words}…`);
      try {
        const after = await deed();
        await Promise.all(refresh.map((ask) => ask(after)));
        fill(told, `${words}. In the answers after ${Math.round(performance.now() - began)} ms.`);
      } catch (error) {
        fill(told, wordsOf(error) ?? "");
      }
    };
    const recommended = recommendedPanel(signal, act);
    const bag = basketPanel(signal, act);
    const next = onwardsPanel(signal);
    const refresh = [recommended.ask, bag.ask, next.ask];
    const who = h("input", { id: "who", value: me.userId, autocomplete: "off", spellcheck: "false" });
    const whoForm = h(
      "form",
      {
        class: "field",
        on: { submit: (event) => event.preventDefault(), change: () => change() },
      },
      h("label", { for: "who" }, "Acting as"),
      who,
    );
    const change = () => {
      const next = who.value.trim();
      if (next !== "" && next !== me.userId) location.hash = `#/shop/user/${encodeURIComponent(next)}`;
    };
    const find = itemField({
      label: "Look at an item",
      value: "",
      signal,
      onPick: (itemId) => (location.hash = `#/shop/item/${encodeURIComponent(itemId)}`),
    });
    const main = h("div", { class: "two-thirds stack" });
    if (what === "item" && id) {
      const item = itemPanels(id, signal, act);
      refresh.push(item.ask);
      main.append(...item.elements);
    }
    main.append(recommended.element);
    root.append(
      h("div", { class: "panel row" }, whoForm, find.element, told),
      h("div", { class: "grid" }, main, h("div", { class: "third stack" }, bag.element, next.element)),
    );
    void recommended.ask();
  },
};
