/** Tables that sort by a click on a column, and show more when asked. */

import { fill, h } from "../lib/dom.js";

const SHOWN = 50;
/** Where the page is narrow, a row of more cells than this is a card on which each says its name. */
const CARD_MIN = 3;

/**
 * Makes a table. @param columns `{name, of(row) → node or text, sort?(row) → number or text, className?, title?}`.
 * @param options.label what the table is of, for who cannot see it.
 * @returns the element and `show(rows)`, which keeps the order that was chosen.
 */
export const table = (
  columns,
  { label, sortBy, descending = true, onRow, keyOf, words = "Nothing yet." },
) => {
  let sorted = columns.findIndex((column) => column.name === sortBy);
  let down = descending;
  let rows = [];
  let shown = SHOWN;
  let selected;

  const heads = columns.map((column, i) =>
    h(
      "th",
      { scope: "col", class: column.className, title: column.title },
      column.sort === undefined
        ? column.name
        : h(
            "button",
            { type: "button", class: "sort", on: { click: () => sort(i) } },
            column.name,
            h("span", { class: "arrow", "aria-hidden": "true" }),
          ),
    ),
  );
  const body = h("tbody");
  const more = h("button", {
    type: "button",
    class: "quiet more",
    hidden: true,
    on: { click: () => showMore() },
  });
  const element = h(
    "div",
    { class: columns.length > CARD_MIN ? "table many" : "table" },
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
      h("table", {}, h("caption", { class: "unseen" }, label), h("thead", {}, h("tr", {}, heads)), body),
    ),
    more,
  );

  const showMore = () => {
    shown += 200;
    draw();
  };

  const sort = (i) => {
    down = sorted === i ? !down : true;
    sorted = i;
    draw();
  };

  const inOrder = () => {
    const by = columns[sorted]?.sort;
    if (by === undefined) return rows;
    const sign = down ? -1 : 1;
    return rows.toSorted((a, b) => {
      const [x, y] = [by(a), by(b)];
      const order = typeof x === "string" ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity);
      return sign * order || 0;
    });
  };

  const draw = () => {
    for (const [i, head] of heads.entries()) {
      if (i === sorted) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const all = inOrder();
    const lines = all.slice(0, shown).map((row) => {
      const cells = columns.map((column, i) =>
        h(
          i === 0 ? "th" : "td",
          { class: column.className, scope: i === 0 ? "row" : undefined, "data-name": column.name },
          column.of(row),
        ),
      );
      const key = keyOf?.(row);
      const line = h("tr", { class: key !== undefined && key === selected ? "chosen" : undefined }, cells);
      if (onRow !== undefined) {
        line.classList.add("pick");
        line.addEventListener("click", (event) => event.target.closest("a,button") ?? onRow(row));
      }
      return line;
    });
    fill(
      body,
      lines.length > 0 ? lines : h("tr", {}, h("td", { class: "empty", colspan: columns.length }, words)),
    );
    more.hidden = all.length <= shown;
    fill(more, `Show more (${all.length - shown} left)`);
  };

  return {
    element,
    show(next, chosen) {
      rows = next;
      selected = chosen;
      draw();
    },
  };
};
