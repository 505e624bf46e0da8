import { type Content, element, html } from "./html.ts";

/** One thing that a page tells of. */
export interface Section {
  /** Unique on the page, and stable: links lead here. */
  readonly id: string;
  /** In the list at the side. */
  readonly name: Content;
  readonly content: Content;
}

/** Sections that belong together. */
export interface Group {
  readonly name: string;
  readonly sections: readonly Section[];
}

/** What stands above the groups. */
export interface Cover {
  readonly title: string;
  readonly lead: Content;
  /** File of this page, to mark it among the others. */
  readonly file: string;
}

const PAGES = [
  ["/", "Dashboard"],
  ["/dashboard/reference/http.html", "HTTP calls"],
  ["/dashboard/reference/events.html", "Events"],
] as const;

const STYLES = ["tokens", "base", "parts", "views", "reference"];

/** A whole page, without any script but the one that chooses its colours, and without inline style. */
export const page = ({ title, lead, file }: Cover, groups: readonly Group[]): string => {
  const head = element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("title", {}, `${title} · Millrace`),
    element("link", { rel: "icon", href: "/dashboard/mark.svg", type: "image/svg+xml" }),
    STYLES.map((style) => element("link", { rel: "stylesheet", href: `/dashboard/style/${style}.css` })),
    element("script", { src: "/dashboard/lib/theme-first.js" }),
  );
  const links = PAGES.map(([href, name]) =>
    element("a", href.endsWith(`/${file}`) ? { href, "aria-current": "page" } : { href }, name),
  );
  const list = groups.map(({ name, sections }) => [
    element("h2", {}, name),
    element(
      "ul",
      {},
      sections.map((section) => element("li", {}, element("a", { href: `#${section.id}` }, section.name))),
    ),
  ]);
  const body = element(
    "body",
    { class: "reference-page" },
    element("a", { class: "skip", href: "#main" }, "Skip to the content"),
    element(
      "header",
      {},
      element("img", { src: "/dashboard/mark.svg", alt: "", width: "26", height: "26" }),
      element("nav", { "aria-label": "Pages" }, links),
    ),
    element("nav", { class: "contents", "aria-label": "Contents" }, list),
    element(
      "main",
      { id: "main", tabindex: "-1" },
      element("h1", {}, title),
      lead,
      groups.map(({ sections }) => sections.map(({ id, content }) => element("article", { id }, content))),
    ),
  );
  const lines = html([head, body])
    .replaceAll(/<(article|tr|li|h1|h2|h3|link|meta|main|nav|table)\b/g, "\n<$1")
    .replaceAll(/[ \t]+\n/g, "\n");
  return `<!doctype html>\n<!-- Generated: npm run docs -->\n<html lang="en">${lines}</html>\n`;
};
