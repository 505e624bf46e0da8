/** A line that a process of ours wrote about itself. */
export interface Entry {
  readonly level: string;
  readonly event: string;
  readonly [fact: string]: unknown;
}

/** The entries of one event in what processes wrote; lines of others are passed over. */
export const entriesOf = (said: string, event: string): readonly Entry[] =>
  said
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(`"${event}"`))
    .map((line): Entry => JSON.parse(line))
    .filter((entry) => entry.event === event);
