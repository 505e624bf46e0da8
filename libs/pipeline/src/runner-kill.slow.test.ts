import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Killed, killAt } from "./testing/kill.ts";
import { delivered, due } from "./testing/whole.ts";
import { texts, weightsOf } from "./testing/words.ts";
import { World, wordsTopic } from "./testing/world.ts";

describe("kill -9 at any call to the world", () => {
  test.each([false, true])(
    "and a restart come to what an uninterrupted run comes to (call took effect: %s)",
    async (after) => {
      let kills = 0;
      for (let call = 1; ; call++) {
        const world = new World();
        const weights = [weightsOf("v1", 30), weightsOf("v2", 70)];
        world.ports.weights.offer(weightsOf("v1", 30));
        world.append(texts(60));
        const { wrap, died } = killAt(call, after);
        const source = await world.run(7, wrap);
        if (!died()) {
          await source.stop();
          break;
        }
        kills++;
        await source.crash();
        world.ports.rows.crash();
        world.append(texts(40, 60));
        world.ports.weights.offer(weightsOf("v2", 70));
        await (await world.run(9)).stop();
        expect(world.halts.every((error) => error instanceof Killed)).toBe(true);
        expect(delivered(world)).toEqual(due(world, weights));
      }
      expect(kills).toBeGreaterThan(30);
    },
  );

  test("again and again, in batches of any size, loses and doubles nothing", async () => {
    const life = fc.record({
      call: fc.integer({ min: 1, max: 40 }),
      after: fc.boolean(),
      batch: fc.integer({ min: 1, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 6 }), async (lives) => {
        const world = new World();
        const weights = [weightsOf("v1", 30)];
        world.ports.weights.offer(weights[0] ?? weightsOf("", 0));
        for (const [i, { call, after, batch }] of lives.entries()) {
          world.append(texts(25, i * 25));
          await (await world.run(batch, killAt(call, after).wrap)).crash();
          world.ports.rows.crash();
        }
        world.append(texts(25, 900));
        await (await world.run(10)).stop();
        expect(delivered(world)).toEqual(due(world, weights));
      }),
      { numRuns: 30 },
    );
  });
});

test("a runner that failed stores nothing more, however it is closed", async () => {
  const world = new World();
  world.append(texts(5));
  const source = await world.run(7, killAt(6, false).wrap);
  expect(world.halts[0]).toBeInstanceOf(Killed);
  await source.stop();
  await world.runners[0]?.close(true);
  expect(await world.store.list("words", wordsTopic, 0, 0)).toEqual([]);
});
