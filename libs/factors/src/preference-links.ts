import type { Side } from "./side.ts";

/** Who prefers what: each preference stands in its user's list and in its item's, the newest last. */
export class PreferenceLinks {
  readonly users: Side;
  readonly items: Side;
  /** Preferences that a cap pushed out of a row's list. */
  dropped = 0;

  constructor(users: Side, items: Side) {
    this.users = users;
    this.items = items;
  }

  /** Weight of the user's preference for the item; 0 where none is retained. O(userItemsMax). */
  weight(user: number, item: number): number {
    const at = this.users.lists.find(user, item, this.items.birth.data[item] ?? 0);
    return at < 0 ? 0 : (this.users.lists.of(user).ratings[at] ?? 0);
  }

  /**
   * Puts a preference at the young end of both lists, in the place of a former one, and with its weight where that was greater.
   * O(userItemsMax + itemUsersMax).
   */
  put(user: number, item: number, weight: number): void {
    const { users, items } = this;
    const birthOfItem = items.birth.data[item] ?? 0;
    const birthOfUser = users.birth.data[user] ?? 0;
    const list = users.lists.of(user);
    const atUser = users.lists.find(user, item, birthOfItem);
    const most = atUser < 0 ? weight : Math.max(weight, list.ratings[atUser] ?? 0);
    // Whose list has everything that the user ever touched, and not this, is in no list of the item's.
    if (atUser >= 0 || (users.count.data[user] ?? 0) > list.size) {
      const atItem = items.lists.find(item, user, birthOfUser);
      if (atItem >= 0) items.lists.remove(item, atItem);
    }
    if (atUser >= 0) users.lists.remove(user, atUser);
    if (users.lists.push(user, item, birthOfItem, most)) this.dropped++;
    if (items.lists.push(item, user, birthOfUser, most)) this.dropped++;
    this.#count(user, item, atUser < 0 ? 1 : 0);
  }

  /** Takes a preference out of both lists. Whether the user's list had it. */
  take(user: number, item: number): boolean {
    const atUser = this.users.lists.find(user, item, this.items.birth.data[item] ?? 0);
    const atItem = this.items.lists.find(item, user, this.users.birth.data[user] ?? 0);
    if (atItem >= 0) this.items.lists.remove(item, atItem);
    if (atUser < 0) return false;
    this.users.lists.remove(user, atUser);
    this.#count(user, item, -1);
    return true;
  }

  /** What is published of a user is the history alone: a row that is only updated says nothing new. */
  #count(user: number, item: number, by: 1 | 0 | -1): void {
    this.users.changed(user);
    this.users.count.data[user] = (this.users.count.data[user] ?? 0) + by;
    this.items.count.data[item] = (this.items.count.data[item] ?? 0) + by;
  }
}
