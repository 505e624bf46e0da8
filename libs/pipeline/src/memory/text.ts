import { ByteReader, ByteWriter } from "@millrace/state";

/** UTF-8 of a text. */
export const bytesOf = (text: string): Uint8Array =>
  new ByteReader(new ByteWriter().text(text).finish()).blob();

/** The text of UTF-8 bytes. */
export const textOf = (bytes: Uint8Array): string =>
  new ByteReader(new ByteWriter(bytes.length + 8).blob(bytes).finish()).text();
