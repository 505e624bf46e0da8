import { createHash, timingSafeEqual } from "node:crypto";

/** What a key allows. `admin` allows everything. */
export type Scope = "ingest" | "read" | "admin";

interface Key {
  readonly name: string;
  readonly scope: Scope;
  readonly hash: Buffer;
}

const scopes: readonly string[] = ["ingest", "read", "admin"];
const isScope = (text: string): text is Scope => scopes.includes(text);
const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Secrets shorter than this are refused: they can be guessed. */
const SECRET_CHARS_MIN = 16;

/** The keys of an installation. Only hashes are held; comparing takes the same time whichever key is tried. */
export class Keys {
  readonly #keys: readonly Key[];

  private constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  /**
   * Reads `name:scope:secret,…`. Returns the keys or all that is wrong with them, never naming a secret: so nothing of an
   * entry that is not as it should be is shown, since the secret may stand anywhere in it.
   */
  static parse(text: string): { readonly keys: Keys } | { readonly problems: readonly string[] } {
    const keys: Key[] = [];
    const problems: string[] = [];
    for (const [i, entry] of text.split(",").entries()) {
      const [name = "", scope = "", ...rest] = entry.trim().split(":");
      const secret = rest.join(":");
      const which = `MILLRACE_API_KEYS entry ${i + 1}`;
      if (name === "") problems.push(`${which} has no name`);
      else if (!isScope(scope)) problems.push(`${which} has a scope that is none of ingest, read, admin`);
      else if (secret.length < SECRET_CHARS_MIN)
        problems.push(`${which} has a secret of fewer than ${SECRET_CHARS_MIN} characters`);
      else keys.push({ name, scope, hash: hashOf(secret) });
    }
    for (const name of new Set(keys.map((k) => k.name))) {
      if (keys.filter((k) => k.name === name).length > 2)
        problems.push(`MILLRACE_API_KEYS has more than two keys named ${name}`);
    }
    return problems.length > 0 ? { problems } : { keys: new Keys(keys) };
  }

  /** The key that a secret belongs to, if any. */
  find(secret: string): { readonly name: string; readonly scope: Scope } | undefined {
    const hash = hashOf(secret);
    let found: Key | undefined;
    for (const key of this.#keys) if (timingSafeEqual(key.hash, hash)) found = key;
    return found;
  }
}

/** Whether a scope covers what a route asks for. */
export const allows = (has: Scope, needs: Scope): boolean => has === needs || has === "admin";
