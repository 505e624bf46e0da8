import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeForget, type Forget, forgetHeader, forgetOf } from "./forget.ts";
import { bytesOf } from "./memory/text.ts";
import type { Eraser } from "./ports.ts";
import { Killed, killAt } from "./testing/kill.ts";
import { texts } from "./testing/words.ts";
import { reference, viewOf, World, wordsTopic } from "./testing/world.ts";

const record = (value: Uint8Array | null, headers: Record<string, Uint8Array>) => ({
  offset: 0,
  timestamp: 0,
  key: null,
  value,
  headers,
});
const marked = { [forgetHeader]: bytesOf("1") };

test("a request is read back as it was written, only under its header, and nothing else is taken for one", () => {
  const id = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(fc.record({ userId: id, sessionIds: fc.array(id) }), fc.uint8Array(), (forget, noise) => {
      const value = encodeForget(forget);
      expect(forgetOf(record(value, marked))).toEqual(forget);
      expect(forgetOf(record(value, {}))).toBeUndefined();
      expect(forgetOf(record(value.subarray(1), marked))).not.toEqual(forget);
      expect(() => forgetOf(record(noise, marked))).not.toThrow();
    }),
  );
  expect(forgetOf(record(null, marked))).toBeUndefined();
});

describe("a request to forget", () => {
  const ash: Forget = { userId: "ash", sessionIds: [] };
  const opened = () => {
    const world = new World({ snapshotEveryEvents: 9 });
    const { rows } = world.ports;
    const eraser: Eraser = {
      erase: async (_stream, _partition, upTo, { userId }) => {
        const kept = rows.added.filter(
          ({ values }) => values.word !== userId || Number(values.offset) > upTo,
        );
        rows.added.splice(0, rows.added.length, ...kept);
        await rows.flush();
      },
    };
    world.append(texts(30));
    world.broker.append(wordsTopic, 0, [{ value: encodeForget(ash), headers: marked }]);
    world.append(texts(20, 30));
    return { world, eraser, rows };
  };
  const rowsOf = (world: World): readonly string[] => [
    ...new Set(
      world.ports.rows.stored
        .filter(({ values }) => values.word === "ash")
        .map(({ values }) => `${values.offset}`),
    ),
  ];

  test("takes the model's part, the answer and the rows written before it, and what comes after it stays", async () => {
    const { world, eraser } = opened();
    await (await world.run(7, (ports, log) => [{ ...ports, eraser }, log])).stop();
    const plain = reference(world);
    expect(world.state).toEqual(plain.state);
    expect(viewOf(world)).toEqual(plain.answers);
    const later = [...plain.rows.keys()].filter((n) => n > 30 && plain.rows.get(n)?.values.word === "ash");
    expect(later.length).toBeGreaterThan(0);
    expect(rowsOf(world)).toEqual(later.map(String));
    expect(world.runners[0]?.state.ledger.outcomes.applied).toBeGreaterThan(later.length);
  });

  test("leaves nothing behind, whichever call to the world a kill comes at", async () => {
    const whole = opened();
    await (await whole.world.run(50, (ports, log) => [{ ...ports, eraser: whole.eraser }, log])).stop();
    for (let call = 1; ; call++) {
      const { world, eraser, rows } = opened();
      const { wrap, died } = killAt(call, call % 2 === 0);
      const source = await world.run(7, (ports, log) => wrap({ ...ports, eraser }, log));
      if (!died()) {
        await source.stop();
        break;
      }
      await source.crash();
      rows.crash();
      await (await world.run(9, (ports, log) => [{ ...ports, eraser }, log])).stop();
      expect(world.halts.every((error) => error instanceof Killed)).toBe(true);
      expect([world.state, viewOf(world), rowsOf(world)]).toEqual([
        whole.world.state,
        viewOf(whole.world),
        rowsOf(whole.world),
      ]);
    }
  });
});
