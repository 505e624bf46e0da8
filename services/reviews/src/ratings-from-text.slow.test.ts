import { expect, test } from "vitest";
import { Desk, opened } from "./testing/desk.ts";

const good = "Great sound, works well";
const bad = "Broke after a day, waste of money";

const taught = (ratingsFromText: boolean): Desk => {
  const desk = new Desk(opened({ ratingsFromText }));
  for (let i = 0; i < 600; i++)
    desk.say({ userId: `t${i}`, text: i % 2 ? good : bad, rating: i % 2 ? 5 : 1 });
  return desk;
};

test("a review without stars gives the recommender those that its text stands for, with their deviation, where wished", () => {
  const desk = taught(true);
  desk.say({ userId: "a", text: good });
  desk.say({ userId: "b", text: bad });
  desk.say({ userId: "c", text: bad, deleted: true });
  desk.say({ userId: "d", text: bad, rating: 3 });
  const [first, second, third, fourth] = desk.told.slice(-4);
  expect(first?.rating).toBeGreaterThan(4);
  expect(second?.rating).toBeLessThan(2);
  expect(first?.deviation).toBeGreaterThan(0);
  expect(third?.rating).toBeUndefined();
  expect(third?.deleted).toBe(true);
  expect(fourth?.rating).toBe(3);
  expect(fourth?.deviation).toBeUndefined();
});

test("nothing is estimated where that is not wished", () => {
  const desk = taught(false);
  desk.say({ userId: "a", text: good });
  expect(desk.told.at(-1)?.userId).toBe("a");
  expect(desk.told.at(-1)?.rating).toBeUndefined();
  expect(desk.told.at(-1)?.deviation).toBeUndefined();
});
