import { KEY_USAGE, keyOption, openApi } from "./api.ts";
import { parse, positionals } from "./arguments.ts";
import type { Command, ExitCode, Surroundings } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import { table } from "./table.ts";

/** Where one partition stands, as the API answers it. */
interface PartitionState {
  readonly stream: string;
  readonly partition: number;
  readonly generation: number;
  readonly offset: number;
  readonly snapshotOffset: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly weights: Readonly<Record<string, string>>;
}

/** The partitions of an answer. @throws {CommandError} answer_unreadable */
const decodePartitions = (body: unknown): readonly PartitionState[] => {
  const { partitions } = (body ?? {}) as { readonly partitions?: readonly PartitionState[] };
  if (!Array.isArray(partitions))
    throw new CommandError("answer_unreadable", "The answer has no partitions.");
  return partitions;
};

const pairs = (record: Readonly<Record<string, string | number>>): string =>
  Object.entries(record)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** Partitions for a person, by stream and number. */
export const stateTable = (partitions: readonly PartitionState[]): string =>
  table(
    ["stream", "partition", "generation", "offset", "in snapshot", "outcomes", "weights"],
    [...partitions]
      .sort((a, b) => a.stream.localeCompare(b.stream) || a.partition - b.partition)
      .map((p) => [
        p.stream,
        p.partition,
        p.generation,
        p.offset,
        p.snapshotOffset,
        pairs(p.outcomes),
        pairs(p.weights),
      ]),
  );

const list = async (args: readonly string[], { config, out }: Surroundings): Promise<ExitCode> => {
  const { values, positionals: given } = parse(args, {
    ...keyOption,
    json: { type: "boolean", default: false },
  });
  positionals(given, []);
  const api = await openApi(config(), values.key);
  const partitions = decodePartitions(await api.get("/v1/admin/state"));
  if (values.json) for (const partition of partitions) out.write(`${JSON.stringify(partition)}\n`);
  else
    out.write(partitions.length === 0 ? "no partition has told of its state yet\n" : stateTable(partitions));
  return 0;
};

const reset = async (args: readonly string[], { config, out }: Surroundings): Promise<ExitCode> => {
  const { values, positionals: given } = parse(args, keyOption);
  const [stream] = positionals(given, ["STREAM"]);
  const api = await openApi(config(), values.key);
  const { generation } = (await api.post("/v1/admin/state/reset", { stream })) as {
    readonly generation?: number;
  };
  out.write(
    `${stream}: generation ${generation} begins at the next start of its service, with all that its topic still holds\n`,
  );
  return 0;
};

/** `state list|reset`. */
export const state: Command = {
  usage: `usage: millrace state list [--json] [--key SECRET]
       millrace state reset STREAM [--key SECRET]

Lists where each partition's state stands; or has a stream's state built anew from
the beginning of its topic, when its service starts the next time. What the topic
no longer holds is then forgotten.

  --json           one JSON object a line
${KEY_USAGE}`,

  run: async ([action, ...rest], surroundings) => {
    if (action === "list") return list(rest, surroundings);
    if (action === "reset") return reset(rest, surroundings);
    throw new UsageError(action === undefined ? "list or reset?" : `"${action}" is neither list nor reset`);
  },
};
