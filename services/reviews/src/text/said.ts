import { type ByteReader, type ByteWriter, StateFormatError } from "@millrace/state";
import { type AspectSaid, sentimentLabel } from "@millrace/text";

const SCORE_PARTS = 10_000;

/** A score as it is kept and counted: in ten-thousandths, so that taking it back leaves nothing behind. */
export const keptScore = (score: number): number => Math.round(score * SCORE_PARTS) / SCORE_PARTS;

/** Packs what a review said of aspects: about 15 bytes each. */
export const writeSaid = (w: ByteWriter, said: readonly AspectSaid[]): void => {
  w.varint(said.length);
  for (const { aspect, entity, score } of said)
    w.text(aspect).varint(Math.round(score * SCORE_PARTS) * 2 + (entity ? 1 : 0));
};

/** Unpacks it. @throws {StateFormatError} */
export const readSaid = (r: ByteReader): readonly AspectSaid[] => {
  const count = r.varint();
  if (count > 1_000) throw new StateFormatError(`${count} aspects are too many`);
  return Array.from({ length: count }, () => {
    const aspect = r.text();
    const packed = r.varint();
    const score = Math.floor(packed / 2) / SCORE_PARTS;
    return { aspect, entity: packed % 2 === 1, score, label: sentimentLabel(score) };
  });
};
