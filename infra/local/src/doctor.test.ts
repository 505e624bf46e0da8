import { expect, test } from "vitest";
import { check, nodeIsSupported } from "./doctor.ts";
import { LocalError } from "./errors.ts";
import { parseJavaVersion } from "./java.ts";
import { describeProblem } from "./setUp.ts";
import { installCommand, TOOLS } from "./tools.ts";

test("what is found is fine and needs no fix", async () => {
  expect(await check("Java", () => "17.0.15", "install it")).toEqual({
    name: "Java",
    ok: true,
    detail: "17.0.15",
    fix: undefined,
  });
});

test("what fails says why in one line, and how to put it right", async () => {
  const broken = () => {
    throw new LocalError("not_set_up", "no jars\nat all", { fix: "npm run setup" });
  };
  expect(await check("Kafka", broken, "the check's own")).toEqual({
    name: "Kafka",
    ok: false,
    detail: "no jars",
    fix: "npm run setup",
  });
  const rejected = await check("npm", () => Promise.reject(new Error("gone")), "npm ci");
  expect(rejected).toMatchObject({ ok: false, detail: "gone", fix: "npm ci" });
});

test("Node is supported from 20.19 on", () => {
  expect(["18.20.8", "20.18.3"].filter(nodeIsSupported)).toEqual([]);
  expect(["20.19.0", "22.0.0", "24.11.1"].every(nodeIsSupported)).toBe(true);
});

test("Java's version is read as old and new ones write it", () => {
  expect(parseJavaVersion('openjdk version "17.0.15" 2025-04-15')).toEqual({ version: "17.0.15", major: 17 });
  expect(parseJavaVersion('java version "1.8.0_392"')).toMatchObject({ major: 8 });
  expect(parseJavaVersion('openjdk version "25-ea" 2025-09-16')).toMatchObject({ major: 25 });
  expect(parseJavaVersion("The operation couldn’t be completed.")).toBeUndefined();
});

test("each kind of machine gets the exact command for each tool", () => {
  expect(installCommand(TOOLS.java, "debian")).toBe("sudo apt-get install -y openjdk-17-jre-headless");
  expect(installCommand(TOOLS.java, "mac")).toBe("brew install openjdk@17");
  for (const tool of Object.values(TOOLS)) {
    expect(installCommand(tool, "debian-root")).toMatch(/^apt-get install -y \S+/);
    expect(installCommand(tool, "other")).toContain(tool.name);
  }
});

test("a problem of the set-up ends with its remedy", () => {
  const error = new LocalError("tool_missing", "Maven is missing", { fix: "brew install maven" });
  expect(describeProblem("Kafka", error)).toBe(
    "Kafka: Maven is missing\n    put it right with: brew install maven",
  );
});
