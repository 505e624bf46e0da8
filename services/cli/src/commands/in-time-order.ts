/** Events in order of their time, of equals in the order in which they came; those without a time first. Holds all of them. */
export async function* inTimeOrder<T extends object>(
  events: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  yield* all.sort((a, b) => timeOf(a) - timeOf(b));
}

const timeOf = (event: object): number => ("time" in event ? Number(event.time) : 0);
