import type { Kept } from "./inventory.ts";

/** Name of the manifest in an archive. */
export const MANIFEST = "millrace-backup.json";
/** Raised when a backup of this version could not be read by an older one. */
const FORMAT = 1;

/** What a backup says of itself. */
export interface Manifest {
  /** RFC 3339. */
  readonly createdAt: string;
  readonly files: readonly Kept[];
}

/** A manifest as text. */
export const encodeManifest = ({ createdAt, files }: Manifest): string =>
  `${JSON.stringify({ format: FORMAT, createdAt, files })}\n`;

/** Reads it; undefined for what is none, or of a later format. */
export const decodeManifest = (text: string): Manifest | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, createdAt, files } = Object(value) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT || typeof createdAt !== "string" || !Array.isArray(files)) return undefined;
  const isKept = (file: unknown): file is Kept => {
    const { path, bytes, hash } = Object(file) as Readonly<Record<string, unknown>>;
    return typeof path === "string" && typeof bytes === "number" && typeof hash === "string";
  };
  return files.every(isKept) ? { createdAt, files } : undefined;
};
