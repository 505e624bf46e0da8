import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const shared = {
  pool: "forks" as const,
  globals: false,
};
/** Beside what they test, but not of the ten seconds: these start programs, read whole data sets or need many samples. */
const slow = [
  "{libs,services}/*/src/**/*.slow.test.ts",
  "infra/local/src/**/*.slow.test.ts",
  "test/contract/*.slow.test.ts",
];
/** What needs no broker, engine or browser. */
const quick = {
  ...shared,
  // One process a core, each of which loads every module once.
  isolate: false,
  maxWorkers: availableParallelism(),
  // Young objects of a steady flow die before they are looked at: less time goes into collecting garbage.
  execArgv: ["--max-semi-space-size=64"],
  experimental: { fsModuleCache: true },
  // Properties take long where the machine has other work; they never wait for anything.
  testTimeout: 60_000,
  exclude: slow,
};
const resolve = { conditions: ["millrace-source"] };
const ssr = { resolve: { conditions: ["millrace-source"] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          ...quick,
          name: "unit",
          include: ["{libs,services}/*/src/**/*.test.ts", "infra/local/src/**/*.test.ts"],
        },
      },
      {
        resolve,
        ssr,
        // What every model, stream, store and reader must keep, each held to the same laws.
        test: { ...quick, name: "contract", include: ["test/contract/**/*.test.ts"] },
      },
      { resolve, ssr, test: { ...quick, name: "samples", include: slow, exclude: [], testTimeout: 120_000 } },
      {
        resolve,
        ssr,
        test: {
          ...shared,
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/e2e/**/*.test.ts", "test/guide/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...shared,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/set-up.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...shared,
          name: "faults",
          include: ["test/faults/**/*.test.ts"],
          // One of them looks at the dashboard of a stack that is killed.
          globalSetup: ["test/browser/set-up.ts"],
          testTimeout: 1_200_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
