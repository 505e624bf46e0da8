import { benches } from "./benches.ts";
import { machineFacts } from "./machine.ts";
import { readPlan, usage } from "./plan.ts";
import { programFlag } from "./program.ts";
import { runNamed } from "./programs.ts";
import { rendered, save } from "./report.ts";
import { timed } from "./timer.ts";

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const runBenches = async (args: readonly string[]): Promise<void> => {
  const plan = readPlan(args);
  const unknown = plan.names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(" or ")}`);
  const machine = machineFacts();
  say(`${machine.cores} cores (${machine.processor}), ${machine.memoryMiB} MiB, Node ${machine.node}`);
  if (machine.loadBefore > 1)
    say(`The machine is busy (load ${machine.loadBefore}): figures will be too low.`);
  for (const bench of benches) {
    if (plan.names.length > 0 && !plan.names.includes(bench.name)) continue;
    say(`\n${bench.name}: ${bench.about}`);
    const loaded = machineFacts();
    const { ms, value: findings } = await timed(() => bench.run(plan, (line) => say(`  … ${line}`)));
    for (const table of findings.tables) say(`\n${rendered(table)}`);
    for (const note of findings.notes ?? []) say(`  ${note}`);
    const file = await save(bench.name, { machine: loaded, plan, seconds: Math.round(ms / 1000) }, findings);
    say(`  ${Math.round(ms / 1000)} s, ${file}`);
  }
};

const [first, name = ""] = process.argv.slice(2);
if (first === programFlag) await runNamed(name);
else if (first === "--help")
  say(`${usage}\n${benches.map((b) => `  ${b.name.padEnd(16)}${b.about}`).join("\n")}`);
else await runBenches(process.argv.slice(2));
