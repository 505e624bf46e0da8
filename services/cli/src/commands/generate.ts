import { seededRandom } from "@millrace/datasets";
import { generatedSentence, LanguageModel, sentencesOf } from "@millrace/text";
import { parse, positionals, wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import { openInput } from "./files.ts";
import { lineGroups } from "./lines.ts";
import { shownNumber } from "./table.ts";
import { writtenIn } from "./written.ts";

const SEED_MAX = 2 ** 32 - 1;
const SENTENCES_MAX = 1_000;
const TRIGRAMS_MAX = 2_000_000;
const TEMPERATURE_MAX = 10;

const temperatureOf = (text: string | undefined): number => {
  const value = text === undefined ? 0.8 : Number(text);
  if (!(value > 0 && value <= TEMPERATURE_MAX))
    throw new UsageError(`--temperature takes a number above 0 and up to ${TEMPERATURE_MAX}, not "${text}"`);
  return value;
};

/** `generate FILE`. */
export const generate: Command = {
  usage: `usage: millrace generate FILE [--temperature T] [--sentences N] [--seed N]

Learns how the reviews of a file go on, by Kneser-Ney trigrams, and makes sentences
of the kind. FILE holds JSON lines of reviews, or one text on each line; - is
standard input.

  --temperature T  towards 0 the likeliest word always comes; at 1 words come as
                   often as they did; default 0.8
  --sentences N    default 5
  --seed N         the same seed and file give the same sentences; default 1`,

  run: async (args, { input, out, err }) => {
    const { values, positionals: given } = parse(args, {
      temperature: { type: "string" },
      sentences: { type: "string" },
      seed: { type: "string" },
    });
    const [path] = positionals(given, ["FILE"]);
    const temperature = temperatureOf(values.temperature);
    const count = wholeNumber("--sentences", values.sentences, 1, SENTENCES_MAX) ?? 5;
    const random = seededRandom(wholeNumber("--seed", values.seed, 0, SEED_MAX) ?? 1, 0x7e47);
    const model = new LanguageModel(TRIGRAMS_MAX);
    const { pieces } = await openInput(path, input);
    for await (const lines of lineGroups(pieces))
      for (const line of lines) {
        const sentences = sentencesOf(writtenIn(Buffer.from(line).toString("utf8")).text);
        if (sentences.length > 0) model.learn(sentences);
      }
    if (model.texts === 0) throw new CommandError("nothing_to_read", `${path} holds no text to learn from.`);
    err.write(`learned ${shownNumber(model.size.entries)} trigrams of ${shownNumber(model.texts)} texts\n`);
    for (let n = 0; n < count; n++)
      out.write(`${generatedSentence(model.counts, () => random.unit(), temperature)}\n`);
    return 0;
  },
};
