/** A text, and who wrote it where that is told. */
export interface Written {
  readonly text: string;
  readonly writer: string | undefined;
}

const firstText = (...values: readonly unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === "string");

/** The text of a line: that of a review as JSON (ours or Amazon's), else the line itself. */
export const writtenIn = (line: string): Written => {
  if (!line.startsWith("{")) return { text: line, writer: undefined };
  try {
    const said = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return {
      text: firstText(said.text, said.reviewText) ?? "",
      writer: firstText(said.userId, said.reviewerID),
    };
  } catch {
    return { text: line, writer: undefined };
  }
};
