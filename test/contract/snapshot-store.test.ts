import { createHash } from "node:crypto";
import type { Digest } from "@millrace/pipeline";
import { MemorySnapshotStore } from "@millrace/pipeline/memory";
import { snapshotStoreContract } from "./snapshot-store.ts";

const sha256: Digest = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

snapshotStoreContract(
  "memory",
  async () => {
    const store = new MemorySnapshotStore(sha256);
    return {
      store,
      reopen: () => store,
      written: () => store.written,
      held: async (stream, topic, partition) => store.held(stream, topic, partition),
      tamper: async (manifest, hash, how) =>
        store.tamper(manifest, hash, how === "gone" ? undefined : new Uint8Array([1, 2, 3])),
    };
  },
  200,
);
