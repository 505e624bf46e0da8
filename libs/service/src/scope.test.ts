import { expect, test } from "vitest";
import { Scope } from "./scope.ts";

/** Parts that note when they start and stop. */
const parts = () => {
  const happened: string[] = [];
  const scope = new Scope();
  const start = (
    name: string,
    options: { startFails?: boolean; stopFails?: boolean } = {},
  ): Promise<string> =>
    scope.start(
      name,
      async () => {
        if (options.startFails) throw new Error(`${name} does not start`);
        happened.push(`+${name}`);
        return name;
      },
      async (part) => {
        happened.push(`-${part}`);
        if (options.stopFails) throw new Error(`${name} does not stop`);
      },
    );
  return { happened, scope, start };
};

test("parts start in order and stop in reverse, once", async () => {
  const { happened, scope, start } = parts();
  expect(await start("a")).toBe("a");
  await start("b");
  await Promise.all([scope.stop(), scope.stop()]);
  await scope.stop();
  expect(happened).toEqual(["+a", "+b", "-b", "-a"]);
});

test("a part that does not start takes those before it down again, and says why", async () => {
  const { happened, start } = parts();
  await start("a");
  await start("b", { stopFails: true });
  await expect(start("c", { startFails: true })).rejects.toThrow("c does not start");
  expect(happened).toEqual(["+a", "+b", "-b", "-a"]);
});

test("a part that does not stop keeps no other from stopping, and is named", async () => {
  const { happened, scope, start } = parts();
  await start("a");
  await start("b", { stopFails: true });
  await start("c");
  await expect(scope.stop()).rejects.toMatchObject({
    message: "b did not stop cleanly",
    cause: { message: "b does not stop" },
  });
  expect(happened).toEqual(["+a", "+b", "+c", "-c", "-b", "-a"]);
});

test("what was still starting when all was stopped is stopped too, and nothing starts after", async () => {
  const { happened, scope, start } = parts();
  let opened = (): void => undefined;
  const slow = scope.start(
    "slow",
    () =>
      new Promise<string>((resolve) => {
        opened = () => resolve("slow");
      }),
    async (part) => {
      happened.push(`-${part}`);
    },
  );
  await scope.stop();
  opened();
  await expect(slow).rejects.toThrow("slow");
  await expect(start("late")).rejects.toThrow("late");
  expect(happened).toEqual(["-slow"]);
});
