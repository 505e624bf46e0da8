import { PartitionLost, type Source } from "@millrace/pipeline";
import { beforeEach, describe, expect, it } from "vitest";
import { Recorder } from "../support/recorder.ts";

/** A topic of four partitions, empty at first, and a consumer group of its own. */
export interface SourceUnderTest {
  readonly topic: string;
  append(partition: number, values: readonly string[]): Promise<void>;
  /** Another member of the group, as a further process would be one. */
  member(recorder: Pick<Recorder, "onHalt">): Source;
  committed(partition: number): Promise<number | undefined>;
  /** Makes idle handlers tick, where they do not by themselves. */
  tick(source: Source): Promise<void>;
}

const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `v${from + i}`);

/** What every source keeps to. */
export const sourceContract = (name: string, make: () => Promise<SourceUnderTest>): void => {
  describe(`source: ${name}`, () => {
    let on: SourceUnderTest;
    const started: Source[] = [];
    beforeEach(async () => {
      on = await make();
      return async () => {
        await Promise.all(started.splice(0).map((source) => source.stop()));
      };
    });
    const start = async (recorder: Recorder): Promise<Source> => {
      const source = on.member(recorder);
      started.push(source);
      await source.start(recorder.open);
      return source;
    };
    const stop = async (source: Source): Promise<void> => {
      started.splice(started.indexOf(source), 1);
      await source.stop();
    };

    it("hands over every record of every partition once and in order, and opens quiet partitions too", async () => {
      for (const partition of [0, 1, 2]) await on.append(partition, numbered(250, partition * 1000));
      const recorder = new Recorder();
      await start(recorder);
      await recorder.until(
        () =>
          recorder.openPartitions.length === 4 &&
          [0, 1, 2].every((p) => recorder.of(p).offsets.length === 250),
      );
      for (const partition of [0, 1, 2]) {
        expect(recorder.of(partition).offsets).toEqual(Array.from({ length: 250 }, (_, i) => i));
        expect(recorder.of(partition).values).toEqual(numbered(250, partition * 1000));
      }
      await on.append(3, ["late"]);
      await recorder.until(() => recorder.of(3).values.length === 1);
      expect(recorder.handlers).toHaveLength(4);
    });

    it("starts exactly where a handler sought to", async () => {
      await on.append(0, numbered(300));
      await on.append(1, numbered(300));
      const recorder = new Recorder({ startAt: async ({ partition }) => (partition === 0 ? 200 : 299) });
      await start(recorder);
      await recorder.until(
        () => recorder.of(0).offsets.at(-1) === 299 && recorder.of(1).offsets.at(-1) === 299,
      );
      expect(recorder.of(0).offsets[0]).toBe(200);
      expect(recorder.of(1).offsets).toEqual([299]);
    });

    it("closes every handler cleanly when it stops, and goes on from the record committed", async () => {
      await on.append(2, numbered(50));
      const first = new Recorder();
      const source = await start(first);
      await first.until(() => first.openPartitions.length === 4 && first.of(2).offsets.length === 50);
      await stop(source);
      // On a busy machine the group may have been joined twice: what counts are the handlers open at the stop.
      expect(first.handlers.slice(-4).map(({ closed }) => closed)).toEqual([
        "clean",
        "clean",
        "clean",
        "clean",
      ]);
      expect(await on.committed(2)).toBe(49);
      expect(await on.committed(0)).toBeUndefined();
      await on.append(2, ["next"]);
      const second = new Recorder();
      await start(second);
      await second.until(() => second.handlers.some(({ values }) => values.at(-1) === "next"));
      expect(second.of(2).offsets).toEqual([49, 50]);
    });

    it("finishes the batch under way before it stops, and hands over no other", async () => {
      await on.append(0, numbered(10));
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const recorder = new Recorder({ before: () => held });
      const source = await start(recorder);
      await recorder.until(() => recorder.openPartitions.length === 4 && recorder.entered === 1);
      await on.append(0, ["not any more"]);
      const stopped = stop(source);
      release();
      await stopped;
      expect(recorder.of(0).closed).toBe("clean");
      expect(recorder.of(0).offsets).toHaveLength(10);
      expect(await on.committed(0)).toBe(9);
    });

    it("shares the partitions with another member, and takes them back when that leaves", async () => {
      for (const partition of [0, 1, 2, 3]) await on.append(partition, numbered(20));
      const one = new Recorder();
      const two = new Recorder();
      await start(one);
      await one.until(() => [0, 1, 2, 3].every((p) => one.handlers.length >= 4 && one.of(p).offsets.length));
      const lost = [...one.handlers];
      const second = await start(two);
      await two.until(() => two.openPartitions.length === 2);
      await one.until(() => one.openPartitions.length === 2);
      expect([...one.openPartitions, ...two.openPartitions].sort()).toEqual([0, 1, 2, 3]);
      for (const { log, closed } of lost)
        if (two.openPartitions.includes(log.partition)) {
          expect(closed).toBe("lost");
          await expect(log.commit(19)).rejects.toBeInstanceOf(PartitionLost);
        }
      const theirs = [...two.openPartitions];
      await two.until(() => theirs.every((p) => two.of(p).offsets.at(-1) === 19));
      await stop(second);
      await one.until(() => one.openPartitions.length === 4);
      for (const partition of theirs) await on.append(partition, ["after"]);
      await one.until(() => theirs.every((p) => one.of(p).values.at(-1) === "after"));
      // The leaving member committed record 19: that is where the one who stays goes on.
      for (const partition of theirs) expect(one.of(partition).offsets).toEqual([19, 20]);
    });

    it("keeps a handler through a rebalance where its commit still stands", async () => {
      for (const partition of [0, 1, 2, 3]) await on.append(partition, numbered(5));
      const one = new Recorder();
      await start(one);
      await one.until(
        () => one.openPartitions.length === 4 && [0, 1, 2, 3].every((p) => one.of(p).offsets[4]),
      );
      for (const { log } of one.handlers) await log.commit(4);
      const two = new Recorder();
      await start(two);
      await two.until(() => two.openPartitions.length === 2);
      await one.until(() => one.openPartitions.length === 2);
      const kept = [...one.openPartitions];
      for (const partition of kept) await on.append(partition, ["kept"]);
      await one.until(() => kept.every((p) => one.of(p).values.at(-1) === "kept"));
      expect(one.handlers).toHaveLength(4);
      for (const partition of kept) expect(one.of(partition).offsets).toEqual([0, 1, 2, 3, 4, 5]);
    });

    it("halts one partition whose handler fails, tells why, and goes on with the others", async () => {
      const recorder: Recorder = new Recorder({
        before: async ({ partition }) => {
          if (partition === 1) throw new Error("broken");
        },
      });
      const source = await start(recorder);
      await on.append(1, numbered(3));
      await recorder.until(() => recorder.halts.length === 1);
      expect(recorder.halts).toMatchObject([{ partition: 1, error: { message: "broken" } }]);
      for (const partition of [0, 1, 2]) await on.append(partition, ["on"]);
      await recorder.until(() => [0, 2].every((p) => recorder.of(p).values.includes("on")));
      await stop(source);
      expect(recorder.of(1)).toMatchObject({ closed: "lost", offsets: [] });
      expect(await on.committed(1)).toBeUndefined();
      expect(recorder.halts).toHaveLength(1);
    });

    it("lets quiet handlers tick", async () => {
      const recorder = new Recorder();
      const source = await start(recorder);
      await recorder.until(() => recorder.openPartitions.length === 4);
      await on.tick(source);
      await recorder.until(() => recorder.handlers.every(({ ticks }) => ticks > 0));
    });
  });
};
