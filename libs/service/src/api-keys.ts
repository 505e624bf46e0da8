/** What a key allows. `admin` allows everything. */
export type KeyScope = "ingest" | "read" | "admin";

/** A key as it is written in the settings. */
export interface ApiKey {
  readonly name: string;
  readonly scope: KeyScope;
  readonly secret: string;
}

const scopes: readonly string[] = ["ingest", "read", "admin"];
const isScope = (text: string): text is KeyScope => scopes.includes(text);

/** Secrets shorter than this are refused: they can be guessed. */
const SECRET_CHARS_MIN = 16;

/**
 * Reads `name:scope:secret,…`. Returns the keys and all that is wrong with them, never naming a secret: so nothing of an
 * entry that is not as it should be is shown, since the secret may stand anywhere in it.
 */
export const parseApiKeys = (
  text: string,
): { readonly keys: readonly ApiKey[]; readonly problems: readonly string[] } => {
  const keys: ApiKey[] = [];
  const problems: string[] = [];
  for (const [i, entry] of text.split(",").entries()) {
    const [name = "", scope = "", ...rest] = entry.trim().split(":");
    const secret = rest.join(":");
    const which = `MILLRACE_API_KEYS entry ${i + 1}`;
    if (name === "") problems.push(`${which} has no name`);
    else if (!isScope(scope)) problems.push(`${which} has a scope that is none of ingest, read, admin`);
    else if (secret.length < SECRET_CHARS_MIN)
      problems.push(`${which} has a secret of fewer than ${SECRET_CHARS_MIN} characters`);
    else keys.push({ name, scope, secret });
  }
  for (const name of new Set(keys.map((k) => k.name))) {
    if (keys.filter((k) => k.name === name).length > 2)
      problems.push(`MILLRACE_API_KEYS has more than two keys named ${name}`);
  }
  return { keys, problems };
};
