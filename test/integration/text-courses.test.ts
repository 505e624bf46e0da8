import { createDecoder } from "@millrace/events";
import { MessageAssembler, textKindOf, textNetworks } from "@millrace/neural";
import { absorbRecord, noEffects, PartitionState, type Weights } from "@millrace/pipeline";
import { readConfig } from "@millrace/service";
import { decodeReviewAnswer, reviewTopology } from "@millrace/service-reviews";
import { openCourses, trainEdition } from "@millrace/service-trainer";
import { expect, test } from "vitest";

const record = (n: number, more: object) => {
  const review = { id: `r${n}`, time: 1_700_000_000_000 + n * 1_000, userId: `u${n}`, itemId: "i", ...more };
  return {
    offset: n,
    timestamp: review.time,
    key: Buffer.from(`u${n}`),
    value: Buffer.from(JSON.stringify(review)),
    headers: {},
  };
};
const said = (n: number): object =>
  n % 2 === 0
    ? { text: `Great strap number ${n}, works well.`, rating: 5 }
    : { text: `Poor strap number ${n}, it broke.`, rating: 1 };

test("every model of texts goes from the reviews by training and the models topic into the service, and scores what comes", async () => {
  const config = readConfig({ MILLRACE_TAGGER: "bilstm" });
  const courses = await openCourses(config);
  const topic = new MessageAssembler();
  const offered: Weights[] = [];
  const kinds = [...textNetworks.map(textKindOf), "language", "tagger"];
  for (const kind of kinds) {
    const course = courses.find((one) => one.kind === kind);
    if (course === undefined) throw new Error(`there is no course ${kind}`);
    for (let n = 0; n < 300; n++) course.read(record(n, said(n)));
    const { parts, card } = await trainEdition(course, {
      created: "2026-01-01T00:00:00Z",
      dataRange: {},
      epochs: 2,
      hidden: 8,
      embedding: 8,
      validationShare: 0.1,
    });
    for (const { gradientNorm, clippedNorm } of card.epochs) {
      expect(gradientNorm).toBeGreaterThan(0);
      expect(clippedNorm).toBeLessThanOrEqual(Math.min(1, gradientNorm) + 1e-6);
    }
    for (const { key, value } of parts) {
      const { id, bytes } = topic.accept(key, value) ?? {};
      if (id !== undefined && bytes !== undefined)
        offered.push({ kind, version: id.slice(kind.length + 1), bytes, trainedUpTo: {} });
    }
  }
  expect(offered.map(({ kind }) => kind)).toEqual(kinds);
  const topology = reviewTopology(createDecoder("reviews"), {
    itemsMax: 10,
    reviewsMax: 1_000,
    tagger: "bilstm",
  });
  const state = new PartitionState(topology, 0, 10_000);
  for (const weights of offered)
    expect([weights.kind, state.processor.adopt(weights)]).toEqual([weights.kind, true]);
  expect(Object.keys(state.processor.status().weights).sort()).toEqual([...kinds].sort());
  const effects = noEffects();
  for (let n = 300; n < 340; n++)
    absorbRecord(
      topology,
      state,
      { topic: "reviews", partition: 0, generation: 0 },
      record(n, said(n)),
      effects,
    );
  const answers = new Map([...state.processor.drain()].map(({ entity, value }) => [entity, value]));
  const bytes = answers.get("review/r339");
  const { rungs = {} } = bytes instanceof Uint8Array ? (decodeReviewAnswer(bytes).opinion ?? {}) : {};
  for (const network of textNetworks) expect(rungs[network]).toBeLessThan(0.5);
});
