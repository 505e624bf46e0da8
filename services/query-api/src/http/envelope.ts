import type { ProgressBoard } from "../view/progress.ts";

/** The members that every answer carries. */
export interface Envelope {
  readonly model: string;
  readonly modelVersion: string;
  readonly rung: string;
  readonly computedAt: string;
  readonly eventTime: string | null;
}

/** Fills the envelope of an answer from the progress of the streams that it is made of. */
export const envelopeOf = (
  board: ProgressBoard,
  streams: readonly string[],
  model: string,
  rung: string,
  now: number,
): Envelope => {
  const eventTime = board.eventTime(...streams);
  return {
    model,
    modelVersion: board.version(...streams),
    rung,
    computedAt: new Date(now).toISOString(),
    eventTime: eventTime === undefined ? null : new Date(eventTime).toISOString(),
  };
};
