/** Who the page acts as: a person, a session and a basket, in memory only. What is done is published as events. */

import { publish } from "./api.js";

const random = () => Math.random().toString(36).slice(2, 8);

export const me = {
  userId: `guest-${random()}`,
  sessionId: `visit-${random()}`,
  basket: [],
  clicked: [],
  /** The answer that is shown now and its items: a click on one of them names it, so that the blend can learn from it. */
  answerId: undefined,
  shown: [],
};

const listeners = new Set();
/** Calls back after the basket, the person or the session changed. */
export const onMe = (listener, signal) => {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
};
const tell = (what) => {
  for (const listener of listeners) listener(what);
};

/** Acts as somebody else from now on, in a new session with an empty basket. */
export const become = (userId) => {
  Object.assign(me, { userId, sessionId: `visit-${random()}`, basket: [], clicked: [] });
  tell("user");
};

const event = (more) => ({
  id: crypto.randomUUID?.() ?? `${Date.now()}-${random()}`,
  time: Date.now(),
  userId: me.userId,
  ...more,
});

const shownWith = (itemId) =>
  me.answerId !== undefined && me.shown.includes(itemId) ? { answerId: me.answerId, shown: me.shown } : {};

/** Clicks on an item; returns the token of the event. */
export const click = async (itemId, action = "view") => {
  const after = await publish(
    "clicks",
    event({ sessionId: me.sessionId, itemId, action, ...shownWith(itemId) }),
  );
  me.clicked.push(itemId);
  return after;
};

/** Rates an item. */
export const rate = (itemId, rating) => publish("reviews", event({ itemId, rating }));

/** Writes a review of an item. */
export const review = (itemId, text, rating) =>
  publish("reviews", event({ itemId, text, ...(rating === undefined ? {} : { rating }) }));

/** Puts an item into the basket, or takes it out. Nothing is published until it is bought. */
export const toggleInBasket = (itemId) => {
  me.basket = me.basket.includes(itemId) ? me.basket.filter((id) => id !== itemId) : [...me.basket, itemId];
  tell("basket");
};

/** Buys the basket. */
export const buy = async () => {
  const after = await publish("baskets", event({ items: me.basket }));
  me.basket = [];
  return after;
};
