/** What would move the cursor or colour the terminal, when it comes from somebody else's event. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text that is safe to show on one line: control characters as `\u{…}`. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

/** A text of at most `charsMax` characters, the last of them `…` where something was cut. */
export const shortened = (text: string, charsMax: number): string =>
  text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;

/** A number with commas between thousands, at most one decimal. */
export const shownNumber = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/**
 * Rows in columns as wide as their widest cell, two spaces between; numbers stand right. Ends with a newline.
 * @param head the columns' names; every row has as many cells.
 */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const texts = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? shownNumber(cell) : printable(cell))),
  );
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const right = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return `${texts.map(line).join("\n")}\n`;
};
