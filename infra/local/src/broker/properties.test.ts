import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeProperty, serverProperties } from "./properties.ts";

/** How `java.util.Properties` reads a value. */
const readEscaped = (text: string): string =>
  text.replace(/\\(u([0-9a-f]{4})|.)/g, (_, char: string, hex?: string) =>
    hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
  );

const parse = (text: string): Map<string, string> =>
  new Map(
    text
      .trimEnd()
      .split("\n")
      .map((line) => {
        const at = line.indexOf("=");
        return [line.slice(0, at), readEscaped(line.slice(at + 1))] as const;
      }),
  );

test("any value survives being escaped, on one line of ASCII", () => {
  const utf16 = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(utf16, (value) => {
      const escaped = escapeProperty(value);
      return /^(?! )[\u0020-\u007e]*$/.test(escaped) && readEscaped(escaped) === value;
    }),
  );
});

test("the broker listens on the loopback address only, makes no topics by itself and keeps one replica", () => {
  const text = serverProperties({
    logDir: "/data/ü log",
    port: 21_000,
    controllerPort: 21_001,
    messageBytesMax: 1 << 20,
  });
  const properties = parse(text);
  expect(properties.get("listeners")).toBe("PLAINTEXT://127.0.0.1:21000,CONTROLLER://127.0.0.1:21001");
  expect(properties.get("controller.quorum.voters")).toBe("1@127.0.0.1:21001");
  expect(properties.get("log.dirs")).toBe("/data/ü log");
  expect(properties.get("auto.create.topics.enable")).toBe("false");
  expect(properties.get("message.max.bytes")).toBe("1048576");
  expect(properties.get("group.initial.rebalance.delay.ms")).toBe("0");
  for (const name of ["offsets.topic", "transaction.state.log", "share.coordinator.state.topic"]) {
    expect(properties.get(`${name}.replication.factor`)).toBe("1");
  }
});

test("the time stamps' type is left to each topic", () => {
  const text = serverProperties({ logDir: "/d", port: 1, controllerPort: 2, messageBytesMax: 3 });
  expect(text).not.toContain("timestamp.type");
});
