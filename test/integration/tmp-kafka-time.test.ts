import { test, onTestFinished } from "vitest";
import { CountedWords } from "../support/counted-words.ts";
import { useBroker } from "../support/kafka.ts";
const broker = useBroker();
test("time", async () => {
  const on = await CountedWords.create(broker.connection());
  const t0 = Date.now();
  const say = (s: string) => console.log(((Date.now() - t0) / 1000).toFixed(2), s);
  for (const k of ["info","warn","error"] as const) { const o = broker.journal[k].bind(broker.journal); broker.journal[k] = (e, f) => { say(`${k} ${e} ${JSON.stringify(f).slice(0,200)}`); o(e, f); }; }
  const source = await on.start();
  onTestFinished(() => source.stop());
  await on.until(() => on.opened.length === 4);
  for (const partition of [0, 1, 2, 3]) await on.append(partition, Array.from({ length: 500 }, () => "ash"));
  await on.until(() => [0, 1, 2, 3].every((p) => on.count(p, "ash") === 500));
  say("kill");
  await broker.killAndRestart();
  say("restarted");
  for (const partition of [0, 1, 2, 3]) await on.append(partition, Array.from({ length: 500 }, () => "ash"));
  say("appended");
  await on.until(() => [0, 1, 2, 3].every((p) => on.count(p, "ash") === 1_000));
  say("done");
});
