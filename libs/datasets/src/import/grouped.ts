/** Puts together what follows one another with the same key. Holds one group. */
export async function* groupedBy<T>(
  values: AsyncIterable<T>,
  keyOf: (value: T) => string,
): AsyncGenerator<[first: T, ...rest: T[]], void, undefined> {
  let group: [T, ...T[]] | undefined;
  for await (const value of values) {
    if (group !== undefined && keyOf(group[0]) === keyOf(value)) group.push(value);
    else {
      if (group !== undefined) yield group;
      group = [value];
    }
  }
  if (group !== undefined) yield group;
}
