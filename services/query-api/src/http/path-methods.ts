import type { App } from "./app.ts";

interface Known {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A pattern of the router, such as `/v1/pages/:itemId` or `/docs/static/*`, as one for whole paths. */
const patternOf = (url: string): RegExp => {
  const parts = url.split("/").map((part) => {
    if (part.startsWith(":")) return "[^/]+";
    return part === "*" ? ".*" : escaped(part);
  });
  return new RegExp(`^${parts.join("/")}$`);
};

/** Which methods each path takes, so that a path that is not there can be told from a method that is not. */
export class PathMethods {
  readonly #known = new Map<string, Known>();

  /** Notes every route that is put on the application from now on. */
  constructor(app: App) {
    app.addHook("onRoute", ({ method, url }) => {
      const known = this.#known.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      this.#known.set(url, known);
      for (const one of [method].flat()) known.methods.add(one);
    });
  }

  /** Methods that some route takes on a path (without its query), sorted; empty where there is no such path. */
  of(path: string): readonly string[] {
    const methods = new Set<string>();
    for (const known of this.#known.values()) {
      if (!known.pattern.test(path)) continue;
      for (const method of known.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}
