export {
  below,
  type Chunk,
  prefixed,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "./chunk.ts";
export { ByteReader, ByteWriter } from "./codec.ts";
export { SparseCounts } from "./counts.ts";
export { hash32, hash32Pair, inSample } from "./hash.ts";
export { type Column, Table } from "./table.ts";
