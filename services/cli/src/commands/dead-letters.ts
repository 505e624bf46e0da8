import { KEY_USAGE, keyOption, openApi } from "./api.ts";
import { parse, wholeNumber } from "./arguments.ts";
import type { Command, ExitCode, Surroundings } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import { shortened, shownNumber, table } from "./table.ts";

const LIMIT_MAX = 10_000;
const VALUE_CHARS_MAX = 60;

/** A dead letter as the API answers it. */
interface Letter {
  readonly stream: string;
  readonly partition: number;
  readonly offset: number;
  readonly arrivedAt: string;
  readonly reason: string;
  readonly detail: string;
  /** Base64. */
  readonly value: string | null;
}

/** The letters of an answer. @throws {CommandError} answer_unreadable */
const decodeLetters = (body: unknown): readonly Letter[] => {
  const { deadLetters } = (body ?? {}) as { readonly deadLetters?: readonly Letter[] };
  if (!Array.isArray(deadLetters))
    throw new CommandError("answer_unreadable", "The answer has no dead letters.");
  return deadLetters;
};

/** Letters for a person: where each lay, why it was refused, and how it begins. */
export const lettersTable = (letters: readonly Letter[]): string =>
  table(
    ["arrived", "stream", "partition", "offset", "reason", "detail", "value"],
    letters.map((letter) => [
      letter.arrivedAt,
      letter.stream,
      letter.partition,
      letter.offset,
      letter.reason,
      letter.detail,
      letter.value === null
        ? "(none)"
        : shortened(Buffer.from(letter.value, "base64").toString("utf8"), VALUE_CHARS_MAX),
    ]),
  );

const list = async (args: readonly string[], { config, out }: Surroundings): Promise<ExitCode> => {
  const { values, positionals } = parse(args, {
    ...keyOption,
    stream: { type: "string" },
    limit: { type: "string" },
    json: { type: "boolean", default: false },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one argument too many`);
  const limit = wholeNumber("--limit", values.limit, 1, LIMIT_MAX) ?? 20;
  const api = await openApi(config(), values.key);
  const letters = decodeLetters(
    await api.get("/v1/dead-letters", { stream: values.stream, limit: `${limit}` }),
  );
  if (values.json) for (const letter of letters) out.write(`${JSON.stringify(letter)}\n`);
  else out.write(letters.length === 0 ? "no dead letters\n" : lettersTable(letters));
  return 0;
};

const replay = async (args: readonly string[], { config, out }: Surroundings): Promise<ExitCode> => {
  const { values, positionals } = parse(args, {
    ...keyOption,
    stream: { type: "string" },
    reason: { type: "string" },
    limit: { type: "string" },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one argument too many`);
  const limit = wholeNumber("--limit", values.limit, 1, LIMIT_MAX);
  const { stream, reason } = values;
  const api = await openApi(config(), values.key);
  const body = { ...(stream && { stream }), ...(reason && { reason }), ...(limit && { limit }) };
  const { replayed } = (await api.post("/v1/dead-letters/replay", body)) as { readonly replayed?: number };
  out.write(`dead letters sent again: ${shownNumber(replayed ?? 0)}\n`);
  return 0;
};

/** `dead-letters list|replay`. */
export const deadLetters: Command = {
  usage: `usage: millrace dead-letters list [--stream STREAM] [--limit N] [--json] [--key SECRET]
       millrace dead-letters replay [--stream STREAM] [--reason REASON] [--limit N] [--key SECRET]

Lists what was refused and why, newest first; or sends it to its stream again,
as after a change of settings that makes it readable.

  --limit N        newest letters that are looked at; default 20 for list, 1,000 for replay
  --reason REASON  only those refused for this reason
  --json           one JSON object a line, with the value in Base64
${KEY_USAGE}`,

  run: async ([action, ...rest], surroundings) => {
    if (action === "list") return list(rest, surroundings);
    if (action === "replay") return replay(rest, surroundings);
    throw new UsageError(action === undefined ? "list or replay?" : `"${action}" is neither list nor replay`);
  },
};
