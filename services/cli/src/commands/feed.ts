import type { EventToSend, Sent } from "@millrace/kafka";
import type { Clock } from "@millrace/pipeline";
import { CommandError } from "./errors.ts";
import type { Judged } from "./judge.ts";
import { Pace } from "./pace.ts";

/** What a feed needs from the world. */
export interface FeedPorts {
  /** Resolves when the broker has acknowledged. */
  readonly send: (events: readonly EventToSend[]) => Promise<readonly Sent[]>;
  readonly judge: (value: Uint8Array) => Judged;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** Told of each value that is no event, or larger than the broker takes. @param line from 1. */
  readonly onRefused: (line: number, reason: string, detail: string) => void;
  /** Told after each batch. */
  readonly onSent: () => void;
}

/** How a feed is to be sent. */
export interface FeedPlan {
  /** Whether what is no event is sent all the same, under no key. */
  readonly raw: boolean;
  /** Undefined: as fast as it goes. */
  readonly perSecond: number | undefined;
}

interface Queued extends EventToSend {
  readonly line: number;
}

/** Sends values in batches, one after the other: no more is read than the broker has acknowledged. */
export class Feed {
  readonly #ports: FeedPorts;
  readonly #raw: boolean;
  readonly #pace: Pace;
  #queue: Queued[] = [];
  #sent = 0;
  readonly #refused = new Map<string, number>();

  constructor(plan: FeedPlan, ports: FeedPorts) {
    this.#raw = plan.raw;
    this.#ports = ports;
    this.#pace = new Pace(plan.perSecond, ports.clock);
  }

  /** Events that the broker has. */
  get sent(): number {
    return this.#sent;
  }

  /** How many values were no events, by reason. */
  get refused(): ReadonlyMap<string, number> {
    return this.#refused;
  }

  /** Takes a value; resolves when the next may come. @throws {CommandError} sending_broke_off */
  async take(value: Uint8Array, line: number): Promise<void> {
    const judged = this.#ports.judge(value);
    if (!judged.ok) this.#refuse(line, judged.reason, judged.detail);
    if (judged.ok || this.#raw) this.#queue.push({ key: judged.ok ? judged.key : null, value, line });
    if (this.#queue.length >= this.#pace.batchEvents) await this.flush();
  }

  /** Sends what has been taken. @throws {CommandError} sending_broke_off */
  async flush(): Promise<void> {
    const batch = this.#queue;
    const [first] = batch;
    if (first === undefined) return;
    this.#queue = [];
    await this.#pace.wait(this.#sent);
    let results: readonly Sent[];
    try {
      results = await this.#ports.send(batch.map(({ key, value }) => ({ key, value })));
    } catch (cause) {
      const message = `Sending broke off at line ${first.line}; what stands above it is acknowledged. Sending all of it again is safe: an event counts once by its id.`;
      throw new CommandError("sending_broke_off", message, { cause, retryable: true });
    }
    for (const [n, result] of results.entries()) {
      if (result.ok) this.#sent++;
      else
        this.#refuse(
          batch[n]?.line ?? 0,
          result.reason,
          `${result.bytes} bytes are more than a broker takes`,
        );
    }
    this.#ports.onSent();
  }

  #refuse(line: number, reason: string, detail: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    this.#ports.onRefused(line, reason, detail);
  }
}
