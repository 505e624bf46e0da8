import { expect, it } from "vitest";
import { validation } from "./validation.ts";

const schema = {
  type: "object",
  properties: { items: { type: "array", items: { type: "string" } }, limit: { type: "integer", default: 3 } },
};

const valid = (httpPart: string, value: object): boolean => {
  const validate = validation()({ schema, httpPart, method: "POST", url: "/" });
  return validate(value) === true;
};

it("reads an address's text as what it should be, and takes a body by its own types", () => {
  const address: Record<string, unknown> = { items: "ash", limit: "7" };
  expect(valid("querystring", address)).toBe(true);
  expect(address).toEqual({ items: ["ash"], limit: 7 });
  expect(valid("body", { items: "ash" })).toBe(false);
  expect(valid("body", { items: [5] })).toBe(false);
  expect(valid("body", { limit: "7" })).toBe(false);
  const body: Record<string, unknown> = { items: ["ash"] };
  expect(valid("body", body)).toBe(true);
  expect(body).toEqual({ items: ["ash"], limit: 3 });
});
