import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./eigen.ts";
import { Moments, principalComponents, project, TsneLayout } from "./index.ts";
import { QuadTree } from "./quad-tree.ts";

const vectors = fc
  .record({ n: fc.integer({ min: 2, max: 30 }), k: fc.integer({ min: 2, max: 6 }) })
  .chain(({ n, k }) =>
    fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * k, maxLength: n * k })
      .map((rows) => ({ rows: Float64Array.from(rows), n, k })),
  );

const covariance = ({ rows, n, k }: { rows: Float64Array; n: number; k: number }): number[] => {
  const at = (i: number, f: number): number => rows[i * k + f] ?? 0;
  const means = Array.from(
    { length: k },
    (_, f) => Array.from({ length: n }, (_unused, i) => at(i, f)).reduce((a, b) => a + b) / n,
  );
  return Array.from({ length: k * k }, (_, c) => {
    const [f, g] = [Math.floor(c / k), c % k];
    const [meanF = 0, meanG = 0] = [means[f], means[g]];
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (at(i, f) - meanF) * (at(i, g) - meanG);
    return sum / n;
  });
};

const expectClose = (found: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void => {
  expect(found.length).toBe(wanted.length);
  const worst = Math.max(0, ...Array.from(wanted, (w, i) => Math.abs((found[i] ?? Number.NaN) - w)));
  expect(worst).toBeLessThan(within);
};

describe("principal components", () => {
  test("moments that grow vector by vector are those of all vectors at once", () => {
    fc.assert(
      fc.property(vectors, (given) => {
        const moments = new Moments(given.k);
        for (let i = 0; i < given.n; i++) moments.add(given.rows, i * given.k);
        expectClose(moments.covariance(), covariance(given), 1e-9);
      }),
    );
  });

  test("eigenvectors put together again are the matrix", () => {
    fc.assert(
      fc.property(vectors, (given) => {
        const { k } = given;
        const matrix = Float64Array.from(covariance(given));
        const { values, vectors: v } = symmetricEigen(matrix, k);
        const again = matrix.map((_, c) => {
          const [f, g] = [Math.floor(c / k), c % k];
          let sum = 0;
          for (let e = 0; e < k; e++) sum += (values[e] ?? 0) * (v[e * k + f] ?? 0) * (v[e * k + g] ?? 0);
          return sum;
        });
        expectClose(again, matrix, 1e-8);
        for (let e = 1; e < k; e++) expect(values[e]).toBeLessThanOrEqual((values[e - 1] ?? 0) + 1e-9);
      }),
    );
  });

  test("coordinates have the variance that the components name, and none in common", () => {
    fc.assert(
      fc.property(vectors, (given) => {
        const components = principalComponents(given);
        const coordinates = project(components, given.rows, given.n);
        const [xx = 0, xy = 0, , yy = 0] = covariance({ rows: coordinates, n: given.n, k: 2 });
        expectClose([xx, xy, yy], [components.variance[0] ?? 0, 0, components.variance[1] ?? 0], 1e-8);
        expect((components.share[0] ?? 0) + (components.share[1] ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test("one dimension has a second axis of nothing, and no vectors have no variance", () => {
    const line = principalComponents({ rows: [1, 2, 3], n: 3, k: 1 });
    expect([...project(line, [1, 2, 3], 3)].map(Math.abs)).toEqual([1, 0, 0, 0, 1, 0]);
    expect([...principalComponents({ rows: [], n: 0, k: 3 }).share]).toEqual([0, 0]);
  });
});

/** Points around as many centres, far from each other, in `k` dimensions. */
const clusters = (n: number, k: number, centres: number): Float64Array => {
  let state = 12_345;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Float64Array.from({ length: n * k }, (_, at) => {
    const [i, f] = [Math.floor(at / k), at % k];
    return (i % centres === f % centres ? 5 : 0) + random() - 0.5;
  });
};

const finished = (layout: TsneLayout): TsneLayout => {
  while (!layout.done) layout.step();
  return layout;
};

describe("t-SNE", () => {
  test("puts points of one cluster next to each other", () => {
    const n = 150;
    const points = finished(
      new TsneLayout(clusters(n, 8, 4), n, 8, { perplexity: 12, iterations: 200 }),
    ).points();
    const distance = (i: number, j: number): number =>
      Math.hypot(
        (points[2 * i] ?? 0) - (points[2 * j] ?? 0),
        (points[2 * i + 1] ?? 0) - (points[2 * j + 1] ?? 0),
      );
    const others = Array.from({ length: n }, (_, i) => i);
    const nearestIsKin = others.filter((i) => {
      const [nearest = i] = others.filter((j) => j !== i).sort((a, b) => distance(i, a) - distance(i, b));
      return nearest % 4 === i % 4;
    });
    expect(nearestIsKin.length / n).toBeGreaterThan(0.98);
  });

  test("gives the same layout to the bit for the same rows", () => {
    const make = (): Float64Array =>
      finished(new TsneLayout(clusters(40, 3, 2), 40, 3, { iterations: 50 })).points();
    expect(make()).toEqual(make());
  });

  test("stays finite for no points, one point, and points that are all the same", () => {
    for (const n of [0, 1, 2, 20]) {
      const points = finished(new TsneLayout(new Float64Array(n * 3), n, 3, { iterations: 20 })).points();
      expect([n, points.length, points.every(Number.isFinite)]).toEqual([n, 2 * n, true]);
    }
  });
});

describe("far forces", () => {
  const points = clusters(120, 2, 2);
  const exact = (i: number): number[] => {
    const sum = [0, 0, 0];
    for (let j = 0; j < 120; j++) {
      if (j === i) continue;
      const [dx, dy] = [0, 1].map((d) => (points[2 * i + d] ?? 0) - (points[2 * j + d] ?? 0));
      const q = 1 / (1 + (dx ?? 0) ** 2 + (dy ?? 0) ** 2);
      sum[0] = (sum[0] ?? 0) + q * q * (dx ?? 0);
      sum[1] = (sum[1] ?? 0) + q * q * (dy ?? 0);
      sum[2] = (sum[2] ?? 0) + q;
    }
    return sum;
  };

  test.each([
    [0, 1e-9],
    [0.5, 0.03],
  ])("with theta %f are those of all pairs within a share of %f", (theta, share) => {
    const tree = new QuadTree(points, 120);
    const out = new Float64Array(3);
    for (let i = 0; i < 120; i++) {
      tree.repulsion(points[2 * i] ?? 0, points[2 * i + 1] ?? 0, theta, out);
      const wanted = exact(i);
      expectClose(out, wanted, share * Math.hypot(...wanted));
    }
  });
});
