import { ClickHouseRowSink, migrate, openEngine, rowSinkDefaults } from "@millrace/clickhouse";
import type { Clock } from "@millrace/pipeline";

// Writes clicks into the directory given until it is killed, and says after each block up to which offset all is stored.

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  random: () => Math.random(),
};

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("usage: row-writer DIRECTORY");
const engine = await openEngine({ database: "millrace", dataDir });
await migrate(engine);
const sink = new ClickHouseRowSink(engine, clock, rowSinkDefaults, {
  inserted: () => undefined,
  retrying: () => undefined,
});
const appendedAt = Date.now();
for (let offset = 0; ; offset++) {
  const values = {
    partition: 0,
    offset,
    id: `c${offset}`,
    session_id: `s${offset % 7}`,
    user_id: null,
    item_id: `i${offset % 13}`,
    action: "view",
    event_time: appendedAt,
    appended_at: appendedAt,
  };
  await sink.add([{ table: "clicks", values }]);
  if (offset % 500 !== 499) continue;
  await sink.flush();
  process.stdout.write(`${offset}\n`);
}
