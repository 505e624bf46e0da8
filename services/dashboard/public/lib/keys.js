/** Keys of the API, in memory only: they are gone with the page. */

const held = new Map();
let asking;
let ask = async () => undefined;

/** What a call needs, by its path and method. */
export const scopeOf = (path, method) => {
  if (path.startsWith("/v1/events/")) return "ingest";
  if (path.startsWith("/v1/dead-letters") || path.startsWith("/v1/admin") || method === "DELETE")
    return "admin";
  return "read";
};

/** The secret to send for a scope: one that was given for it, else any. */
export const keyFor = (scope) => held.get(scope) ?? held.get("admin") ?? held.get("read");

/** Whether any key was given. */
export const hasKeys = () => held.size > 0;

/** Names the one who asks a person for a key: `(scope, why) => Promise<secret | undefined>`. */
export const setAsker = (asker) => {
  ask = asker;
};

/**
 * Asks for a key unless somebody is being asked already; true once there is a new one. Calls that wait for the same
 * answer share it.
 */
export const requestKey = (scope, why) => {
  asking ??= ask(scope, why).then((secret) => {
    asking = undefined;
    if (secret === undefined) return false;
    held.set(scope, secret);
    return true;
  });
  return asking;
};

/** Forgets all keys. */
export const forgetKeys = () => held.clear();
