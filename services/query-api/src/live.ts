import { auditTime, concat, defer, filter, from, map, merge, type Observable, Subject } from "rxjs";
import { Problem } from "./http/problem.ts";

/** One message of a live stream. */
export interface LiveEvent {
  readonly id: string;
  readonly name: "answer" | "progress";
  readonly data: object;
}

/** How an answer about one key is computed now, and the version it stands for. */
export interface LiveSource {
  /** The answer as the query API gives it; undefined while nothing is known. */
  readonly answer: (key: string) => object | undefined;
  /** What a stream's listeners without a key hear. */
  readonly summary: () => object;
  /** Grows with every batch of answers. */
  readonly version: () => string;
}

/** Changes of one key within this time are sent as one. */
const THROTTLE_MS = 100;

/** Fans changes out to the live listeners. Lists are computed only for keys that somebody listens to. */
export class LiveFeed {
  readonly #changes = new Subject<{ readonly stream: string; readonly keys: ReadonlySet<string> }>();
  readonly #sources: ReadonlyMap<string, LiveSource>;

  constructor(sources: ReadonlyMap<string, LiveSource>) {
    this.#sources = sources;
  }

  /** Whether anybody listens. */
  get observed(): boolean {
    return this.#changes.observed;
  }

  /** Tells that answers about `keys` of a stream changed. */
  changed(stream: string, keys: ReadonlySet<string>): void {
    this.#changes.next({ stream, keys });
  }

  /**
   * The progress of several streams in one: so that who watches all of them needs one connection. The id of each message
   * names where every stream stands, `clicks=0.7;baskets=0.3`. @throws {Problem} not_found for an unknown stream
   */
  followAll(streams: readonly string[], lastId: string | undefined): Observable<LiveEvent> {
    const ids = new Map((lastId ?? "").split(";").map((part) => [part.split("=")[0], part.split("=")[1]]));
    return merge(
      ...streams.map((stream) =>
        this.follow(stream, undefined, ids.get(stream)).pipe(
          map((event) => {
            ids.set(stream, event.id);
            return { ...event, id: streams.map((one) => `${one}=${ids.get(one) ?? ""}`).join(";") };
          }),
        ),
      ),
    );
  }

  /**
   * The current answer, then each change; without a key the stream's progress. A listener that names the id of its
   * last message is not sent that same answer again. @throws {Problem} not_found for an unknown stream
   */
  follow(stream: string, key: string | undefined, lastId: string | undefined): Observable<LiveEvent> {
    const source = this.#sources.get(stream);
    if (source === undefined)
      throw new Problem("not_found", `The live streams are ${[...this.#sources.keys()].join(", ")}.`);
    const current = (): LiveEvent | undefined => {
      const data = key === undefined ? source.summary() : source.answer(key);
      return data === undefined
        ? undefined
        : { id: source.version(), name: key === undefined ? "progress" : "answer", data };
    };
    const first = defer(() => from(source.version() === lastId ? [] : [current()]));
    const later = this.#changes.pipe(
      filter((change) => change.stream === stream && (key === undefined || change.keys.has(key))),
      auditTime(THROTTLE_MS),
      map(current),
    );
    return concat(first, later).pipe(filter((event) => event !== undefined));
  }
}
