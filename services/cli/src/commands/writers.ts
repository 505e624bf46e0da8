import { Writers } from "@millrace/text";
import { parse, positionals, wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { CommandError } from "./errors.ts";
import { openInput } from "./files.ts";
import { lineGroups } from "./lines.ts";
import { writtenIn } from "./written.ts";

const WRITERS_MAX = 1_000;
/** First part of each writer's texts that is learned; the others are guessed. */
const LEARNED = 0.8;
/** Texts that a writer must have, so that some can be learned and one guessed. */
const TEXTS_MIN = 5;
/** Writers that are named for a text. */
const NAMED = 5;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** `writers FILE`. */
export const writers: Command = {
  usage: `usage: millrace writers FILE [--writers N] [--text TEXT]

Learns how the writers of a file's reviews write, by a language model for each, from
the first four fifths of their texts, and says how often it tells who wrote the others.
FILE holds JSON lines of reviews with userId and text; - is standard input.

  --writers N  those who wrote most, with at least ${TEXTS_MIN} texts each; default 20
  --text TEXT  says who of them is likely to have written this`,

  run: async (args, { input, out }) => {
    const { values, positionals: given } = parse(args, {
      writers: { type: "string" },
      text: { type: "string" },
    });
    const [path] = positionals(given, ["FILE"]);
    const most = wholeNumber("--writers", values.writers, 2, WRITERS_MAX) ?? 20;
    const { pieces } = await openInput(path, input);
    const byWriter = new Map<string, string[]>();
    for await (const lines of lineGroups(pieces))
      for (const line of lines) {
        const { writer, text } = writtenIn(Buffer.from(line).toString("utf8"));
        if (writer === undefined || text.trim() === "") continue;
        const texts = byWriter.get(writer) ?? [];
        byWriter.set(writer, texts);
        texts.push(text);
      }
    const chosen = [...byWriter]
      .filter(([, texts]) => texts.length >= TEXTS_MIN)
      .sort(([a, theirs], [b, others]) => others.length - theirs.length || (a < b ? -1 : 1))
      .slice(0, most);
    if (chosen.length < 2)
      throw new CommandError(
        "nothing_to_read",
        `${path} holds fewer than two writers with ${TEXTS_MIN} texts each.`,
      );
    const models = new Writers();
    let [judged, right] = [0, 0];
    for (const [writer, texts] of chosen)
      for (const text of texts.slice(0, Math.floor(texts.length * LEARNED))) models.learn(writer, text);
    for (const [writer, texts] of chosen)
      for (const text of texts.slice(Math.floor(texts.length * LEARNED))) {
        judged++;
        if (models.guess(text)[0]?.writer === writer) right++;
      }
    out.write(
      `${chosen.length} writers, ${judged} texts guessed: ${percent(right / judged)} right, by chance ${percent(1 / chosen.length)}\n`,
    );
    if (values.text !== undefined)
      for (const { writer, probability } of models.guess(values.text).slice(0, NAMED))
        out.write(`${percent(probability).padStart(8)}  ${writer}\n`);
    return 0;
  },
};
