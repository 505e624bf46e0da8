import { Trouble } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { type Callable, Calls, type Line } from "./calls.ts";
import { PartitionBoard } from "./partition-board.ts";

/** Two ends of a line; what is posted arrives later, as it would between processes. */
const ends = (here: Callable, there: Callable): readonly [Calls, Calls] => {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const line = (own: number): Line => ({
    post: (message) => {
      const copy = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[1 - own] ?? []) listener(copy);
      });
    },
    listen: (listener) => void listeners[own]?.push(listener),
  });
  return [new Calls(line(0), here), new Calls(line(1), there)];
};

test("calls return what the other end returns, in both directions and at once", async () => {
  const [a, b] = ends(
    { twice: (n: number) => 2 * n },
    { join: async (...words: string[]) => words.join(" ") },
  );
  const answers = await Promise.all([b.call("twice", 21), a.call("join", "one", "two"), b.call("twice", 4)]);
  expect(answers).toEqual([42, "one two", 8]);
});

test("what a call throws is thrown here: trouble with its code, anything else by its message", async () => {
  const trouble = new Trouble("engine_unavailable", "for a while", { retryable: true });
  const [a] = ends(
    {},
    {
      broken: () => {
        throw new Error("a bug");
      },
      away: async () => {
        throw trouble;
      },
    },
  );
  await expect(a.call("broken")).rejects.toThrow("a bug");
  await expect(a.call("nothing")).rejects.toThrow("nothing is called nothing");
  await expect(a.call("toString")).rejects.toThrow("nothing is called toString");
  const error = await a.call("away").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Trouble);
  expect(error).toMatchObject({ code: trouble.code, message: trouble.message, retryable: true });
});

test("a board of partitions follows another's, from what it was when they met", async () => {
  const own = new PartitionBoard();
  const copy = new PartitionBoard();
  own.opened("clicks", 1);
  own.follow((state) => copy.adopt("own", structuredClone(state)));
  expect(copy.isOpen("clicks", 1)).toBe(true);
  own.opened("clicks", 2);
  own.halted("baskets", 0, new Trouble("log_replaced", "x", { retryable: false }));
  expect(copy.state).toEqual(own.state);
  expect(copy.halts).toMatchObject([{ stream: "baskets", partition: 0, code: "log_replaced" }]);
  copy.opened("reviews", 0);
  copy.adopt("own");
  expect([copy.isOpen("clicks", 1), copy.isOpen("reviews", 0), copy.halts]).toEqual([false, true, []]);
});
