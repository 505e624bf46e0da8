import type { Line } from "../../support/produce.ts";
import { plainTexts } from "./plain-texts.ts";

const USERS = 2_000;
/** Shares no factor with the users: nobody says the same of an item twice. */
const ITEMS = 499;
const START_MS = 1_700_000_000_000;
/** Another seed gives other ids, and times after all of those before. */
const SEED_MS = 1e9;

/** Reviews of about so many words as records. */
export const reviewLines = (words: number) =>
  function* lines(_stream: string, seed: number, count: number): Generator<Line, void, undefined> {
    const texts = plainTexts(words);
    for (let n = 0; n < count; n++) {
      const { value: text = "" } = texts.next();
      const userId = `u${n % USERS}`;
      const itemId = `i${(n * 7) % ITEMS}`;
      const time = START_MS + seed * SEED_MS + n * 1_000;
      const review = { id: `r${seed}-${n}`, time, userId, itemId, rating: 1 + ((n * 3) % 5), text };
      yield { topic: "reviews", key: userId, value: JSON.stringify(review) };
    }
  };
