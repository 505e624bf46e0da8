import { streams } from "@millrace/events";
import { parse, positionals, streamName, wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DELIVERY_USAGE, deliver, deliveryOptions } from "./deliver.ts";
import { UsageError } from "./errors.ts";
import { writeText } from "./files.ts";
import { simulateStream, sizes, truthJson } from "./simulations.ts";
import { shownNumber } from "./table.ts";

const SEED_MAX = 2 ** 32 - 1;
const SIZE_MAX = 100_000_000;

const sizeLines = streams
  .map(
    (stream) => `                   ${stream}: ${sizes[stream].of}, ${shownNumber(sizes[stream].fallback)}`,
  )
  .join("\n");

const orderOf = (text: string | undefined): 1 | 3 | "hidden" => {
  if (text === undefined || text === "3") return 3;
  if (text === "1") return 1;
  if (text === "hidden") return "hidden";
  throw new UsageError(`--order takes 1, 3 or hidden, not "${text}"`);
};

/** `simulate STREAM`. */
export const simulate: Command = {
  usage: `usage: millrace simulate STREAM [--seed N] [--size N] [--order 1|3|hidden] [--out FILE] [--send] [--truth FILE]

Makes events with planted truth: the same seed and size give the same events.
STREAM is clicks, baskets, reviews, readings or items.

  --seed N         default 1
  --size N         how much; what it counts, and the default:
${sizeLines}
  --order 1|3|hidden
                   of clicks: how many past items decide the next one, or whether a
                   hidden Markov model does; default 3
${DELIVERY_USAGE}
  --truth FILE     writes what the events are drawn from, as JSON`,

  run: async (args, surroundings) => {
    const { values, positionals: given } = parse(args, {
      ...deliveryOptions,
      seed: { type: "string" },
      size: { type: "string" },
      order: { type: "string" },
      truth: { type: "string" },
    });
    const [name] = positionals(given, ["STREAM"]);
    const stream = streamName(name);
    if (values.order !== undefined && stream !== "clicks") throw new UsageError("--order is for clicks only");
    const simulated = simulateStream(stream, {
      seed: wholeNumber("--seed", values.seed, 0, SEED_MAX) ?? 1,
      size: wholeNumber("--size", values.size, 1, SIZE_MAX),
      order: orderOf(values.order),
    });
    if (values.truth !== undefined) {
      const { truth } = simulated;
      if (truth === undefined)
        throw new UsageError(`${stream} are drawn from no truth that could be written`);
      await writeText(values.truth, truthJson(truth));
    }
    const count = await deliver(stream, `simulated ${stream}`, simulated.events(), values, surroundings);
    if (!values.send) surroundings.err.write(`${stream}: ${shownNumber(count)} simulated events\n`);
    return 0;
  },
};
