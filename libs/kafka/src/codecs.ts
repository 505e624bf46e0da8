import zlib from "node:zlib";
import kafkajs from "kafkajs";
import snappy from "kafkajs-snappy";
import { decompressLz4 } from "./lz4.ts";

/** Codecs that can be read, by Kafka's name. gzip comes with the client; zstd with Node 22.15 and later. */
export const readableCodecs = (): readonly string[] => [
  "none",
  "gzip",
  "snappy",
  "lz4",
  ...(zstd === undefined ? [] : ["zstd"]),
];

type Decompress = (bytes: Buffer) => Buffer;

const found: unknown = Reflect.get(zlib, "zstdDecompressSync");
const zstd: Decompress | undefined =
  typeof found === "function" ? (bytes) => Buffer.from(found.call(zlib, bytes)) : undefined;

const onlyReads = (name: string, decompress: Decompress) => () => ({
  compress: async (): Promise<Buffer> => {
    throw new Error(`${name} is read, not written`);
  },
  decompress: async (bytes: Buffer): Promise<Buffer> => decompress(bytes),
});

/** Makes the client read what other producers may have compressed. Once per process is enough. */
export const registerCodecs = (): void => {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.Snappy] = snappy;
  CompressionCodecs[CompressionTypes.LZ4] = onlyReads("lz4", decompressLz4);
  if (zstd !== undefined) CompressionCodecs[CompressionTypes.ZSTD] = onlyReads("zstd", zstd);
};
