import { describe, expect, it } from "vitest";
import { eventsPage } from "./events-page.ts";
import { element, html, words } from "./html.ts";
import { httpPage } from "./http-page.ts";
import { kindOf, schemaTable } from "./schema-table.ts";

describe("markup", () => {
  it("lets no text become an element or leave its attribute", () => {
    expect(html(element("a", { href: '"><script>' }, "<b> & `x`"))).toBe(
      '<a href="&quot;&gt;&lt;script&gt;">&lt;b&gt; &amp; `x`</a>',
    );
    expect(html(words("the `id<` of it"))).toBe("the <code>id&lt;</code> of it");
  });
});

describe("a schema as a table", () => {
  it("names every field, those of lists and alternatives too, with what is asked of it", () => {
    const table = html(
      schemaTable("Fields", {
        type: "object",
        required: ["items"],
        properties: {
          items: {
            type: "array",
            maxItems: 3,
            items: {
              anyOf: [
                { type: "string", maxLength: 9 },
                { type: "object", properties: { price: { type: "number", minimum: 0 } } },
              ],
            },
          },
          note: { anyOf: [{ type: "null" }, { type: "string" }], description: "Free text." },
        },
      }),
    );
    for (const part of [
      "items</code>",
      "items[].price</code>",
      "at most 3 of them",
      "at least 0",
      "string or null",
      "Free text.",
      "required",
    ])
      expect(table).toContain(part);
  });

  it("says the kind of any value in words", () => {
    expect(kindOf({ enum: ["a", 1] })).toBe("a | 1");
    expect(kindOf({ type: "array", items: { $ref: "#/components/schemas/clicks" } })).toBe("list of clicks");
    expect(kindOf({ type: "object", additionalProperties: { type: "number" } })).toBe(
      "object of number by name",
    );
    expect(kindOf({})).toBe("anything");
  });
});

describe("the pages", () => {
  it("tell each call with a line to copy, under an address that no other has", () => {
    const text = httpPage({
      paths: {
        "/v1/items/{itemId}": {
          get: {
            tags: ["items"],
            summary: "An item",
            parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
          },
          delete: { tags: ["items"], summary: "No more" },
        },
      },
    });
    expect(text).toContain("curl 'http://127.0.0.1:8080/v1/items/i-1?q=the%20best'");
    expect(text).toContain("curl -X DELETE");
    const ids = [...text.matchAll(/<article id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(["get-v1-items-itemid", "delete-v1-items-itemid"]);
  });

  it("run no script of their own and style nothing by themselves", () => {
    const info = { description: "All of it." };
    const channels = { clicks: { address: "m.clicks", description: "Clicks. Key: s.", messages: {} } };
    const text = eventsPage({ info, channels, components: { messages: {}, schemas: {} } });
    expect(text).toContain("m.clicks");
    expect(text.match(/<script(?! src="\/)/g)).toBeNull();
    expect(text).not.toMatch(/<style| style=| on\w+=/);
  });
});
