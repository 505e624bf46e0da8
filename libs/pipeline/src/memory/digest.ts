import type { Digest } from "../ports.ts";

/** FNV-1a of the parts, 32 bits: names content in tests, and is no hash to rely on elsewhere. */
export const memoryDigest: Digest = (...parts) => {
  let hash = 0x811c9dc5;
  for (const part of parts) for (const byte of part) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
};
