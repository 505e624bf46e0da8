import { createDecoder } from "@millrace/events";
import { encodeForget, forgetHeader } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { tailLine } from "./tail.ts";

const { decode } = createDecoder("baskets");
const record = (value: Uint8Array | string, headers: Record<string, Uint8Array> = {}) => ({
  offset: 7,
  timestamp: Date.UTC(2026, 0, 2),
  key: Buffer.from("ada"),
  value: Buffer.from(value),
  headers,
});

test("a record is shown with its place and the event that it holds, or why it holds none", () => {
  const event = { id: "b", time: "2026-01-01T00:00:00Z", items: ["x"] };
  const where = { partition: 3, offset: 7, appendedAt: "2026-01-02T00:00:00.000Z", key: "ada" };
  expect(tailLine(3, record(JSON.stringify(event)), decode)).toMatchObject({
    ...where,
    event: { id: "b", time: Date.UTC(2026, 0, 1), items: [{ itemId: "x" }] },
  });
  const refused = tailLine(3, record("{"), decode);
  expect(refused).toMatchObject({ ...where, reason: "not_json", detail: expect.stringMatching(/./) });
  expect(refused).not.toHaveProperty("event");
});

test("whoever asked to be forgotten is not named", () => {
  const value = encodeForget({ userId: "ada", sessionIds: [] });
  const line = tailLine(0, record(value, { [forgetHeader]: Buffer.from("1") }), decode);
  expect(line).toMatchObject({ request: "forget", key: null });
  expect(JSON.stringify(line)).not.toContain("ada");
});
