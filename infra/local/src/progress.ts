import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Tells a person what the set-up is doing, on stderr. */
export interface Progress {
  /** One line about something that is settled. */
  say(line: string): void;
  /**
   * Runs work that takes a while, with a sign of life: the seconds so far and, where a folder is given, the
   * megabytes that lie in it.
   */
  during<T>(what: string, work: () => Promise<T>, folder?: string): Promise<T>;
}

/** Bytes of all plain files below a folder, 0 where it cannot be read. Files may come and go meanwhile. */
export const bytesBelow = (folder: string): number => {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) bytes += bytesBelow(path);
      else if (entry.isFile()) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    return bytes;
  }
  return bytes;
};

/** Progress on a stream: one line that is rewritten on a terminal, a line now and then elsewhere. */
export const createProgress = (
  stream: { write(text: string): unknown; isTTY?: boolean } = process.stderr,
): Progress => {
  const terminal = stream.isTTY === true;
  const say = (line: string): void => {
    stream.write(`${terminal ? "\r\u001b[K" : ""}millrace: ${line}\n`);
  };
  const during = async <T>(what: string, work: () => Promise<T>, folder?: string): Promise<T> => {
    const start = performance.now();
    const line = (): string => {
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      const size = folder === undefined ? "" : `, ${(bytesBelow(folder) / 1e6).toFixed(0)} MB`;
      return `${what} … ${seconds} s${size}`;
    };
    if (!terminal) say(`${what} …`);
    const timer = setInterval(
      () => (terminal ? stream.write(`\r\u001b[Kmillrace: ${line()}`) : say(line())),
      terminal ? 200 : 10_000,
    );
    try {
      const result = await work();
      say(`${line()}, done`);
      return result;
    } catch (error) {
      say(`${line()}, failed`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
  return { say, during };
};
