import { until } from "./until.ts";

/** One message of a live stream. */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** A listener to Server-Sent Events. */
export class LiveListener {
  readonly messages: Message[] = [];
  readonly #abort = new AbortController();
  #failure: unknown;

  /** Connects; resolves when the server has answered. @param headers such as `last-event-id` */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<LiveListener> {
    const listener = new LiveListener();
    const response = await fetch(url, { headers, signal: listener.#abort.signal });
    const type = response.headers.get("content-type") ?? "";
    if (response.body === null || !type.startsWith("text/event-stream"))
      throw new Error(`${response.status} ${type}: ${await response.text()}`);
    void listener.#read(response.body).catch((error: unknown) => {
      listener.#failure = error;
    });
    return listener;
  }

  /** Resolves with the first message, from the given place on, that a test finds right. */
  next(what: string, isRight: (message: Message) => boolean, from = 0): Promise<Message> {
    return until(what, () => {
      if (this.#failure !== undefined) throw this.#failure;
      return this.messages.slice(from).find(isRight);
    });
  }

  /** Hangs up. */
  close(): void {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        this.#take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const found = /^(id|event|data): ?(.*)$/.exec(line);
      if (found !== null) fields.set(found[1] ?? "", found[2] ?? "");
    }
    const data = fields.get("data");
    if (data === undefined) return;
    this.messages.push({
      id: fields.get("id") ?? "",
      event: fields.get("event") ?? "",
      data: JSON.parse(data),
    });
  }
}
