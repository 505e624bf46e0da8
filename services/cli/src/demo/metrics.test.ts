import { describe, expect, it } from "vitest";
import { parseMetrics, quantileBetween, sumOf } from "./metrics.ts";

const text = `# HELP x y
x{stream="a",outcome="applied"} 3
x{stream="a",outcome="late"} 2
x{stream="b",outcome="applied"} 7
h_bucket{stream="a",le="0.1"} 10
h_bucket{stream="a",le="0.2"} 30
h_bucket{stream="a",le="+Inf"} 40
`;

describe("a Prometheus text", () => {
  it("is summed by name and labels", () => {
    expect(sumOf(parseMetrics(text), "x", { stream: "a" })).toBe(5);
    expect(sumOf(parseMetrics(text), "x", { outcome: "applied" })).toBe(10);
  });

  it("gives quantiles of what came between two readings", () => {
    const before = parseMetrics(
      'h_bucket{stream="a",le="0.1"} 10\nh_bucket{stream="a",le="0.2"} 10\nh_bucket{stream="a",le="+Inf"} 10',
    );
    const after = parseMetrics(text);
    expect(quantileBetween([], after, "h", { stream: "a" }, 0.25)).toBeCloseTo(0.1);
    expect(quantileBetween([], after, "h", { stream: "a" }, 0.5)).toBeCloseTo(0.15);
    expect(quantileBetween(before, after, "h", { stream: "a" }, 0.5)).toBeCloseTo(0.175);
    expect(quantileBetween(after, after, "h", { stream: "a" }, 0.5)).toBeUndefined();
  });
});
