import type { EventByStream, StreamName } from "./streams.ts";
import { encodeUtf8 } from "./utf8.ts";

/** An event as the JSON that its decoder reads back to an equal event (an item's time is the broker's to say). */
export const encodeEvent = (event: EventByStream[StreamName]): Uint8Array =>
  encodeUtf8(JSON.stringify(event));
