import { get, needs, post, segment, wordsOf } from "../lib/api.js";
import { debounced, fill, h } from "../lib/dom.js";
import { figure, percent } from "../lib/format.js";
import { aspectList, kinds } from "../parts/aspects.js";
import { badge, bar, empty, panel } from "../parts/panel.js";

const EXAMPLES = [
  "The best coffee I have had in years, and it came quickly.",
  "Not good at all. The bag was open and the beans were stale.",
  "The taste is great but the price is too high.",
];
/** Of what was written, as much tells how it goes on. */
const QUERY_CHARS = 200;

/** How the text may go on; one of the ways can be taken. */
const completions = (signal, area) => {
  const card = panel({
    title: "Goes on with",
    hint: "What the language model expects after the last words. Pick one to take it.",
    signal,
    className: "completion",
  });
  const ask = card.load(
    async (text) => {
      await needs("/v1/complete");
      return get("/v1/complete", { q: text.slice(-QUERY_CHARS), limit: 6 }, signal);
    },
    (answer) => {
      const take = (completion) => {
        area.value += completion;
        area.focus();
        area.dispatchEvent(new Event("input"));
      };
      const chip = ({ completion, probability }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", on: { click: () => take(completion) } },
            completion.trim(),
            h("span", { class: "hint" }, ` ${percent(probability)}`),
          ),
        );
      const { completions: found } = answer;
      fill(
        card.body,
        found.length === 0 ? empty("Nothing is expected.") : h("ul", { class: "chips" }, found.map(chip)),
      );
    },
  );
  return { element: card.element, ask };
};

const wordsAlike = (signal) => {
  const card = panel({
    title: "Words alike",
    hint: "Nearest words by the vectors that were trained on the reviews.",
    signal,
  });
  const list = h("div", {});
  const ask = card.load(
    async (word) => {
      await needs("/v1/words/{word}/similar");
      return word === undefined ? {} : get(`/v1/words/${segment(word)}/similar`, undefined, signal);
    },
    (answer) => {
      const words = answer.words ?? [];
      if (!card.body.contains(list)) card.body.append(list);
      fill(
        list,
        words.length === 0
          ? empty(answer.model === undefined ? "Look for a word." : "No word is near.")
          : h(
              "ol",
              { class: "bars" },
              words
                .slice(0, 12)
                .map((one) =>
                  h("li", {}, h("span", {}, one.word), bar(one.similarity, figure(one.similarity))),
                ),
            ),
      );
    },
  );
  const input = h("input", { id: "word", type: "search", placeholder: "coffee", autocomplete: "off" });
  const look = (event) => {
    event.preventDefault();
    const word = input.value.trim().toLowerCase();
    if (word !== "") void ask(word);
  };
  const form = h(
    "form",
    {
      class: "inline",
      on: {
        submit: look,
      },
    },
    h("label", { for: "word", class: "unseen" }, "Word"),
    input,
    h("button", { type: "submit" }, "Look"),
  );
  card.element.insertBefore(form, card.body);
  void ask();
  return card.element;
};

export const textBox = {
  id: "text",
  name: "Text",
  title: "What a text says",
  lead: "Type a review. Every rung reads it as you type; nothing of it is stored.",
  mount(root, { signal }) {
    const area = h("textarea", {
      id: "review",
      rows: 6,
      maxlength: 20_000,
      placeholder: "I bought this because…",
      spellcheck: "true",
    });
    const box = panel({ title: "Your review", signal, className: "two-thirds" });
    const put = (text) => {
      area.value = text;
      read();
    };
    const tries = h(
      "div",
      { class: "chips" },
      EXAMPLES.map((text, i) =>
        h(
          "button",
          { type: "button", on: { click: () => put(text) } },
          ["A glad one", "A cross one", "A mixed one"][i],
        ),
      ),
    );
    const goOn = completions(signal, area);
    fill(box.body, h("label", { for: "review", class: "unseen" }, "Review"), area, tries);

    const said = panel({ title: "Read as", signal, className: "third" });
    const verdict = h("p", { class: "verdict", "aria-live": "polite" });
    const detail = h("div", {});
    const ask = said.load(
      (text) => post("/v1/sentiment", { text }, signal),
      (answer) => {
        fill(said.body, verdict, detail);
        fill(
          verdict,
          badge(answer.label ?? "no text", `large ${kinds[answer.label] ?? ""}`),
          h("span", { class: "hint" }, ` ${percent(answer.score)} positive`),
        );
        fill(
          detail,
          h("h3", {}, "By every rung"),
          h(
            "ol",
            { class: "bars" },
            Object.entries(answer.rungs).map(([rung, p]) =>
              h(
                "li",
                { class: rung === answer.rung ? "leads-here" : undefined },
                h("span", {}, rung, rung === answer.rung ? " ★" : ""),
                bar(p, percent(p), p >= 0.5 ? "good" : "bad"),
              ),
            ),
          ),
          h("h3", {}, "Aspects"),
          aspectList(answer.aspects ?? []),
        );
      },
    );
    let last;
    const read = debounced(120, async () => {
      if (area.value === last) return;
      last = area.value;
      void goOn.ask(last);
      const text = last.trim();
      if (text === "") fill(said.body, empty("Nothing to read yet."));
      else await ask(text).catch((error) => said.say(wordsOf(error)));
    });
    area.addEventListener("input", read);
    fill(said.body, empty("Nothing to read yet."));
    root.append(
      h(
        "div",
        { class: "grid" },
        h("div", { class: "two-thirds stack" }, box.element, goOn.element, wordsAlike(signal)),
        said.element,
      ),
    );
    put(EXAMPLES[2]);
  },
};
