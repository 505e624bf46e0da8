/** Whether the server answers: one word for the whole page, told to whoever listens. */

const listeners = new Set();

export const connection = {
  /** `connecting`, `live` or `away`. */
  state: "connecting",
  /** When it was last heard, ms since 1970. */
  heardAt: 0,
  /** When it is tried next, ms since 1970; 0 where nothing is planned. */
  retryAt: 0,

  /** Something came from the server. */
  heard() {
    this.heardAt = Date.now();
    if (this.state === "live") return;
    const wasAway = this.state === "away";
    this.state = "live";
    this.retryAt = 0;
    tell(wasAway ? "back" : "live");
  },

  /** The server could not be reached. */
  lost(retryAt = 0) {
    this.retryAt = retryAt;
    this.state = "away";
    tell("away");
  },
};

/** Hears `live`, `away`, and `back` when the server answers again after having been away. */
export const onConnection = (listener, signal) => {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener));
};

const tell = (what) => {
  for (const listener of listeners) listener(what);
};
