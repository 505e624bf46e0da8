/** A piece of a page: text, which is escaped, markup made by `element`, or several of either. */
export type Content = string | Markup | readonly Content[];

/** Markup that is safe to put into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** Content as HTML. */
export const html = (content: Content): string => {
  if (content instanceof Markup) return content.text;
  return typeof content === "string" ? escaped(content) : content.map(html).join("");
};

/** Elements that have no end. */
const VOID = new Set(["meta", "link", "img", "br"]);

/** An element with its attributes and what it holds. Attributes are escaped too. */
export const element = (
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly Content[]
): Markup => {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const open = `<${tag}${written.join("")}>`;
  return new Markup(VOID.has(tag) ? open : `${open}${html(content)}</${tag}>`);
};

/** Words of which those between backticks are code. */
export const words = (text: string): Content =>
  text.split("`").map((part, i) => (i % 2 === 1 ? element("code", {}, part) : part));
