import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";
import { dispatch } from "./dispatch.ts";
import { quietSurroundings } from "./testing/surroundings.ts";

/** How a command line ends, and what it says. */
const run = async (line: string, env: Readonly<Record<string, string>> = {}) => {
  const { surroundings, out, err } = quietSurroundings(env);
  const code = await dispatch(line === "" ? [] : line.split(" "), surroundings);
  return { code, out: out(), err: err() };
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-commands-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the command line", () => {
  it.each(["help", "--help", "-h", "--version", "help replay", "replay --help", "dead-letters list -h"])(
    "answers %s on standard output, with 0",
    async (line) => {
      expect(await run(line)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/\d\.\d\.\d|^usage: millrace/),
        err: "",
      });
    },
  );

  it("lists every command in its help", async () => {
    const { out } = await run("help");
    for (const name of Object.keys(catalogue)) expect(out).toContain(`\n${name} `);
  });

  it.each([
    ["", /^usage: millrace COMMAND/],
    ["frob", /there is no command "frob"/],
    ["toString", /there is no command "toString"/],
    ["help frob", /there is no command "frob"/],
    ["replay", /STREAM and FILE is missing/],
    ["replay clicks", /FILE is missing/],
    ["replay clickz -", /there is no stream "clickz"; there are clicks, baskets/],
    ["replay clicks - more", /"more" is one argument too many/],
    ["replay clicks - --rate 0", /--rate takes a whole number from 1/],
    ["replay clicks - --rate 1e3", /--rate takes a whole number from 1/],
    ["replay clicks - --fast", /'--fast'/],
    ["import netflix file", /there is no format "netflix"[\s\S]*movielens-100k/],
    ["import epub file", /epub needs --companion FILE/],
    ["simulate baskets --order 1", /--order is for clicks only/],
    ["simulate clicks --order 2", /--order takes 1, 3 or hidden/],
    ["simulate items --truth t.json", /items are drawn from no truth/],
    ["simulate clicks --seed -1", /--seed/],
    ["train resnet", /there is no model "resnet"; there are next-item, series, hidden-markov, text/],
    ["dead-letters", /list or replay\?/],
    ["dead-letters burn", /"burn" is neither list nor replay/],
    ["dead-letters list --limit 0", /--limit takes/],
    ["state reset", /STREAM is missing/],
    ["doctor now", /"now" is one argument too many/],
  ])("refuses `%s` with 2 and the usage, on standard error", async (line, why) => {
    const { code, out, err } = await run(line);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(why);
    expect(err).toContain("usage: millrace");
  });

  it.each([
    ["replay clicks /nowhere/file", /^millrace: \/nowhere\/file cannot be read: ENOENT[^\n]*\n$/],
    ["replay clicks .", /it is a folder\n$/],
    ["replay clicks -", /Nothing runs over .*npm start/],
    ["train series", /Nothing runs over/],
    ["simulate clicks --out /nowhere/file", /\/nowhere\/file cannot be written/],
    ["state list", /Nothing answers at http:\/\/127.0.0.1:1:[^\n]*\n {2}because: [^\n]*\n$/],
  ])("says in a line why `%s` failed, with 1 and without a stack", async (line, why) => {
    const { code, err } = await run(line, { MILLRACE_DATA_DIR: folder, MILLRACE_HTTP_PORT: "1" });
    expect(code).toBe(1);
    expect(err).toMatch(why);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("says every problem of the settings", async () => {
    const env = { MILLRACE_DATA_DIR: folder, MILLRACE_FACTORS: "0", MILLRACE_FACTOR: "1" };
    const { code, err } = await run("state list", env);
    expect(code).toBe(1);
    expect(err).toMatch(/2 problems[\s\S]*MILLRACE_FACTORS[\s\S]*MILLRACE_FACTOR is not/);
  });
});

describe("simulate", () => {
  it("writes the same events for the same seed, others for another", async () => {
    const [a, b, c] = [
      await run("simulate baskets --size 50 --seed 4"),
      await run("simulate baskets --size 50 --seed 4 --out -"),
      await run("simulate baskets --size 50 --seed 5"),
    ];
    expect(a.out.trim().split("\n")).toHaveLength(50);
    expect(b.out).toBe(a.out);
    expect(c.out).not.toBe(a.out);
  });

  it.each(["clicks", "baskets", "reviews", "readings"])("writes the truth of %s as JSON", async (stream) => {
    const file = join(folder, `${stream}.json`);
    const events = join(folder, `${stream}.jsonl`);
    const { code } = await run(`simulate ${stream} --size 20 --truth ${file} --out ${events}`);
    expect(code).toBe(0);
    const truth: object = JSON.parse(await readFile(file, "utf8"));
    expect(Object.keys(truth).length).toBeGreaterThan(1);
    // A Float64Array that was not made a list would be an object with the keys "0", "1", …
    expect(JSON.stringify(truth)).not.toContain('{"0":');
    expect((await readFile(events, "utf8")).trim().split("\n").length).toBeGreaterThanOrEqual(20);
  });
});
