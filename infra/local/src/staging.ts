import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Makes a folder in a hidden place beside its target and renames it into place when it is whole, so that nobody,
 * not even another set-up at the same moment, ever sees half of it. What lay at the target is replaced.
 */
export const intoPlace = async (target: string, make: (staging: string) => Promise<void>): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), ".staging-"));
  try {
    await make(staging);
    await rm(target, { recursive: true, force: true });
    // mkdtemp keeps others out; what is finished may be read, as by the user of a container.
    await chmod(staging, 0o755);
    await rename(staging, target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};
