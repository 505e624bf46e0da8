import { Trouble, type TroubleCode, troubles } from "@millrace/pipeline";

/** A way to another process of ours: what is posted on one end is heard, in order, on the other. */
export interface Line {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}

/** What the other end may call, by name. */
export type Callable = Readonly<Record<string, (...values: never[]) => unknown>>;

type Message =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly values: readonly unknown[] }
  | { readonly kind: "returned"; readonly id: number; readonly value: unknown }
  | {
      readonly kind: "threw";
      readonly id: number;
      readonly code: TroubleCode | undefined;
      readonly message: string;
      readonly retryable: boolean;
    };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Calls between two processes of one installation, over one line, in both directions. What a call throws is thrown on
 * this side: a {@link Trouble} with its code, anything else by its message.
 */
export class Calls {
  readonly #line: Line;
  readonly #callable: Callable;
  readonly #pending = new Map<number, Pending>();
  #id = 0;

  /** @param callable what the other end may call here. */
  constructor(line: Line, callable: Callable) {
    this.#line = line;
    this.#callable = callable;
    line.listen((message) => void this.#take(message as Message));
  }

  /** Calls the other end. `T` is what it returns there: nothing checks it. */
  call<T>(name: string, ...values: readonly unknown[]): Promise<T> {
    const id = ++this.#id;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#line.post({ kind: "call", id, name, values });
    });
  }

  async #take(message: Message): Promise<void> {
    if (message.kind === "call") {
      this.#line.post(await this.#answer(message));
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === "returned") pending?.resolve(message.value);
    else pending?.reject(thrown(message));
  }

  async #answer({ id, name, values }: Message & { kind: "call" }): Promise<Message> {
    try {
      const callable = Object.hasOwn(this.#callable, name) ? this.#callable[name] : undefined;
      if (callable === undefined) throw new Error(`nothing is called ${name}`);
      return { kind: "returned", id, value: await callable(...(values as never[])) };
    } catch (error) {
      const code = error instanceof Trouble ? error.code : undefined;
      const message = error instanceof Error ? error.message : String(error);
      return { kind: "threw", id, code, message, retryable: error instanceof Trouble && error.retryable };
    }
  }
}

const thrown = ({ code, message, retryable }: Message & { kind: "threw" }): Error =>
  code === undefined
    ? new Error(message)
    : new Trouble(code, message.slice(troubles[code].length).trim(), { retryable });
