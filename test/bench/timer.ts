/** Milliseconds since any fixed moment. */
export const nowMs = (): number => performance.now();

/** How long work takes, ms, and what it returns. */
export const timed = async <T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> => {
  const began = nowMs();
  const value = await work();
  return { ms: nowMs() - began, value };
};
