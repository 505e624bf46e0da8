import type { Manifest, StoredChunk } from "@millrace/pipeline";

/** A manifest as the text that is stored and hashed. */
export const encodeManifest = (manifest: Manifest): string => JSON.stringify(manifest);

/** The manifest in `text`; undefined where it is not one. */
export const decodeManifest = (text: string): Manifest | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value.last) || !isRecord(value.weights)) return undefined;
  const { stream, topic, partition, generation, format, createdAt, chunks, last, weights } = value;
  if (typeof stream !== "string" || typeof topic !== "string" || !isCount(partition)) return undefined;
  if (!isCount(generation) || !isCount(format) || typeof createdAt !== "number") return undefined;
  const { offset, timestamp, digest } = last;
  if (typeof offset !== "number" || typeof timestamp !== "number" || typeof digest !== "string")
    return undefined;
  if (!isTextMap(weights) || !Array.isArray(chunks) || !chunks.every(isChunk)) return undefined;
  const fingerprint = { offset, timestamp, digest };
  return { stream, topic, partition, generation, last: fingerprint, format, createdAt, chunks, weights };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isTextMap = (value: Record<string, unknown>): value is Record<string, string> =>
  Object.values(value).every((entry) => typeof entry === "string");

const isChunk = (value: unknown): value is StoredChunk =>
  isRecord(value) &&
  typeof value.name === "string" &&
  typeof value.hash === "string" &&
  /^[0-9a-f]{64}$/.test(value.hash) &&
  isCount(value.size);
