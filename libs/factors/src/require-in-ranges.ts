/** Checks options against their ranges, both ends included. @throws {RangeError} naming the first that lies outside */
export const requireInRanges = <K extends string>(
  settings: Readonly<Record<NoInfer<K>, number>>,
  ranges: Readonly<Record<K, readonly [from: number, to: number]>>,
): void => {
  for (const name of Object.keys(ranges) as K[]) {
    const [from, to] = ranges[name];
    if (!(settings[name] >= from && settings[name] <= to))
      throw new RangeError(`${name} must lie in ${from}..${to}, not ${settings[name]}`);
  }
};
