import { createHash, timingSafeEqual } from "node:crypto";
import { type KeyScope, parseApiKeys } from "@millrace/service";

/** What a key allows. `admin` allows everything. */
export type Scope = KeyScope;

interface Key {
  readonly name: string;
  readonly scope: Scope;
  readonly hash: Buffer;
}

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** The keys of an installation. Only hashes are held; comparing takes the same time whichever key is tried. */
export class Keys {
  readonly #keys: readonly Key[];

  private constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  /** Reads `name:scope:secret,…`. Returns the keys or all that is wrong with them, never naming a secret. */
  static parse(text: string): { readonly keys: Keys } | { readonly problems: readonly string[] } {
    const { keys, problems } = parseApiKeys(text);
    if (problems.length > 0) return { problems };
    return { keys: new Keys(keys.map(({ name, scope, secret }) => ({ name, scope, hash: hashOf(secret) }))) };
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
