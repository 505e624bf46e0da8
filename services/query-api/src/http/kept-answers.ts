import type { FastifyReply, FastifyRequest, onRequestHookHandler, onSendHookHandler } from "fastify";
import type { App } from "./app.ts";

/** A member of an answer that is another one each time, though nothing changed. */
export interface Renewed {
  /** Its name: of the first member so called, which must be a text without anything escaped. */
  readonly name: string;
  /** Its next value. */
  readonly next: () => string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Streams that the route's answers follow from, where they may be kept as they were sent until any of these changes. */
    readonly follows?: readonly string[];
  }
  interface FastifyRequest {
    /**
     * What is new each time in the answer that is being made, beside when it was computed; null where it follows from more
     * than the view: it is not kept.
     */
    renewed: readonly Renewed[] | null;
    /** State of the view that the request met, by {@link KeptAnswersPlan.edition}. */
    edition: number;
  }
}

/** What keeping answers needs. */
export interface KeptAnswersPlan {
  /** Grows with every change of what answers about some streams follow from. */
  readonly edition: (streams: readonly string[]) => number;
  /** Most characters kept for each set of streams; 0 keeps none. */
  readonly charsMax: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** While things change more often than this, answers are gone before anybody asks again: they are not kept at all. */
const STANDING_MS = 250;
const JSON_TYPE = "application/json; charset=utf-8";
/** What a kept answer costs beside its text, in characters, with what makes anew what is new in it. */
const ENTRY_CHARS = 1_000;

/** An answer as it was sent: texts, and between each two of them something that is new each time. */
interface Kept {
  readonly texts: readonly string[];
  readonly renewed: readonly Renewed[];
  readonly chars: number;
}

/** Answers that follow from the same streams, until any of these changes. */
export class KeptAnswers {
  readonly #charsMax: number;
  readonly #kept = new Map<string, Kept>();
  #edition = -1;
  #since = 0;
  #chars = 0;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  /** The answer to a question as it is now; undefined where it must be worked out. O(its length). */
  find(url: string, edition: number, now: number): string | undefined {
    if (edition !== this.#edition) {
      this.#edition = edition;
      this.#since = now;
      this.#forget();
      return undefined;
    }
    const kept = this.#kept.get(url);
    if (kept === undefined) return undefined;
    let [text = ""] = kept.texts;
    for (let n = 0; n < kept.renewed.length; n++)
      text += (kept.renewed[n]?.next() ?? "") + (kept.texts[n + 1] ?? "");
    return text;
  }

  /** Keeps an answer, if nothing changed since {@link find} was asked for it, nor for a while before. */
  keep(url: string, edition: number, now: number, text: string, renewed: readonly Renewed[]): void {
    if (edition !== this.#edition || now - this.#since < STANDING_MS) return;
    const kept = split(url, text, renewed);
    if (kept === undefined || kept.chars > this.#charsMax) return;
    this.#drop(url);
    this.#kept.set(url, kept);
    this.#chars += kept.chars;
    for (const oldest of this.#kept.keys()) {
      if (this.#chars <= this.#charsMax) return;
      this.#drop(oldest);
    }
  }

  /** Characters held. */
  get chars(): number {
    return this.#chars;
  }

  #drop(url: string): void {
    this.#chars -= this.#kept.get(url)?.chars ?? 0;
    this.#kept.delete(url);
  }

  #forget(): void {
    if (this.#chars === 0) return;
    this.#kept.clear();
    this.#chars = 0;
  }
}

/** Takes out of a text what is new each time; undefined where that is not there. */
const split = (url: string, text: string, renewed: readonly Renewed[]): Kept | undefined => {
  const places: { from: number; to: number; of: Renewed }[] = [];
  for (const of of renewed) {
    // A quotation mark within a text is escaped: what is found is a member's name.
    const name = `"${of.name}":"`;
    const found = text.indexOf(name);
    if (found < 0) return undefined;
    const from = found + name.length;
    places.push({ from, to: text.indexOf('"', from), of });
  }
  places.sort((a, b) => a.from - b.from);
  let end = 0;
  const texts = places.map(({ from, to }) => {
    const before = text.slice(end, from);
    end = to;
    return before;
  });
  const chars = ENTRY_CHARS + url.length + text.length;
  return { texts: [...texts, text.slice(end)], renewed: places.map(({ of }) => of), chars };
};

/**
 * Keeps the answers of routes that say what they `follow` and whose handlers say what is `renewed`: asked again while
 * nothing changed, they are sent as they were, with what is new each time made anew. Whoever may not ask was turned away
 * before. To be put on before the routes.
 */
export const keepAnswers = (app: App, { edition, charsMax, now }: KeptAnswersPlan): void => {
  app.decorateRequest("renewed", null);
  app.decorateRequest("edition", 0);
  if (charsMax === 0) return;
  const computed: Renewed = { name: "computedAt", next: () => new Date(now()).toISOString() };
  const groups = new Map<string, KeptAnswers>();
  const answersOf = (streams: readonly string[]): KeptAnswers => {
    const name = streams.join();
    const answers = groups.get(name) ?? new KeptAnswers(charsMax);
    groups.set(name, answers);
    return answers;
  };
  app.addHook("onRoute", (route) => {
    const streams = route.config?.follows;
    if (streams === undefined || route.method !== "GET") return;
    const answers = answersOf(streams);
    const send: onRequestHookHandler = (request, reply, done) => {
      request.edition = edition(streams);
      const text = mayBeKept(request) ? answers.find(request.url, request.edition, now()) : undefined;
      if (text === undefined) done();
      else reply.header("content-type", JSON_TYPE).send(text);
    };
    const keep: onSendHookHandler<unknown> = (request, reply, payload, done) => {
      if (isToBeKept(request, reply, payload) && edition(streams) === request.edition)
        answers.keep(request.url, request.edition, now(), payload, [computed, ...(request.renewed ?? [])]);
      done();
    };
    route.onRequest = send;
    route.onSend = keep;
  });
};

/** A question that waits for events is put to the view. */
const mayBeKept = ({ method, url }: FastifyRequest): boolean => method === "GET" && !url.includes("after=");

const isToBeKept = (request: FastifyRequest, reply: FastifyReply, payload: unknown): payload is string =>
  request.renewed !== null && mayBeKept(request) && reply.statusCode === 200 && typeof payload === "string";
