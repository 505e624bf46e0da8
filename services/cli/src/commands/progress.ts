import type { Clock } from "@millrace/pipeline";
import type { Outlet } from "./command.ts";
import { shownNumber } from "./table.ts";

const BAR_CHARS = 24;
/** Between two looks of a line that is rewritten. */
const REWRITE_MS = 100;
/** Between two lines where nothing can be rewritten. */
const LINE_MS = 10_000;

/** How far a command has come. */
export interface Progress {
  readonly sent: number;
  readonly refused: number;
  readonly seconds: number;
  /** Share of the file that was read, 0 to 1; undefined where its end is not known. */
  readonly share: number | undefined;
}

/** One line: a bar where the end is known, what was sent, what was refused, and how fast it goes. */
export const progressText = ({ sent, refused, seconds, share }: Progress): string => {
  const full = Math.round((share ?? 0) * BAR_CHARS);
  const percent = `${Math.floor((share ?? 0) * 100)} %`.padStart(5);
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR_CHARS - full)}] ${percent}  `;
  const speed = seconds > 0 ? `, ${shownNumber(Math.round(sent / seconds))} a second` : "";
  return `${share === undefined ? "" : bar}${shownNumber(sent)} sent, ${shownNumber(refused)} refused${speed}`;
};

/** Shows how far something has come: one line that is rewritten on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #outlet: Outlet;
  readonly #clock: Pick<Clock, "now">;
  #shownAt: number;
  #stands = false;

  constructor(outlet: Outlet, clock: Pick<Clock, "now">) {
    this.#outlet = outlet;
    this.#clock = clock;
    this.#shownAt = clock.now();
  }

  /** Shows the text unless the last one is too young. */
  show(text: () => string): void {
    const now = this.#clock.now();
    const terminal = this.#outlet.isTTY === true;
    if (now - this.#shownAt < (terminal ? REWRITE_MS : LINE_MS)) return;
    this.#shownAt = now;
    this.#outlet.write(terminal ? `\r\u001b[K${text()}` : `${text()}\n`);
    this.#stands = terminal;
  }

  /** Writes a line that stays. */
  say(line: string): void {
    this.#outlet.write(`${this.#stands ? "\r\u001b[K" : ""}${line}\n`);
    this.#stands = false;
  }
}
