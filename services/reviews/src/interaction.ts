import { decodeInteraction as decode, type Interaction } from "@millrace/events";
import type { Decoded, SourceRecord } from "@millrace/pipeline";

export { encodeInteraction, forgetInteraction, type Interaction } from "@millrace/events";

/** Reads a record of the recommender's log. */
export const decodeInteraction = (record: SourceRecord): Decoded<Interaction> => decode(record);
