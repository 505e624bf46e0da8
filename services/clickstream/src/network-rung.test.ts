import { encodeWeights, NextItemNet } from "@millrace/neural";
import { randomNextItem, untrainedCard } from "@millrace/neural/testing";
import { MarkovChain } from "@millrace/sequences";
import { expect, test } from "vitest";
import { SessionNetwork } from "./network.ts";
import { NetworkRung } from "./network-rung.ts";
import { HIDDEN_MAX, Sessions } from "./sessions.ts";
import { SharedNetworks } from "./shared-networks.ts";

const weights = randomNextItem(["a", "b", "c"], 8, 1);
const net = new NextItemNet(weights);

const chainOf = (...clicks: readonly string[]) => {
  const chain = new MarkovChain();
  for (const [n, itemId] of clicks.entries()) chain.learn(clicks[n - 1], itemId);
  return { view: chain.view, slotOf: (itemId: string) => chain.popularity.table.find(itemId) };
};

test("an item that the network was not trained on borrows the embedding of what follows it most, else of the last known click", () => {
  const rung = new NetworkRung(net, chainOf("new", "c", "new", "c", "new", "b"));
  expect(rung.inputIndex("new", [])).toBe(net.indexOf("c"));
  expect(rung.inputIndex("b", ["a"])).toBe(net.indexOf("b"));
  expect(rung.inputIndex("never-seen", ["a", "b", "also-unknown"])).toBe(net.indexOf("b"));
  expect(rung.inputIndex("never-seen", [])).toBe(0);
});

test("weights that come while sessions go on leave each with the hidden state that its clicks would have made", () => {
  const offered = {
    kind: "next-item",
    version: "v1",
    bytes: encodeWeights(weights, untrainedCard("next-item")),
    trainedUpTo: {},
  };
  const follow = (adoptsFirst: boolean): Float32Array => {
    const sessions = new Sessions(10);
    const network = new SessionNetwork(chainOf("a", "b", "c"), new SharedNetworks());
    if (adoptsFirst) expect(network.adopt(offered, sessions)).toBe(true);
    for (const [n, itemId] of ["a", "c", "c", "b", "a"].entries()) {
      const row = sessions.click(`s${n % 2}`, itemId, n, n);
      network.advance(sessions, row, itemId, row.trail);
    }
    if (!adoptsFirst) expect(network.adopt(offered, sessions)).toBe(true);
    return sessions.hidden.slice(0, 2 * HIDDEN_MAX);
  };
  const [early, late] = [follow(true), follow(false)];
  expect(late).toEqual(early);
  expect(early.some((value) => value !== 0)).toBe(true);
});

test("partitions share a network of the same weights and of no others", () => {
  const shared = new SharedNetworks();
  const opened = (seed: number): NextItemNet => {
    const one = randomNextItem(["a", "b"], 4, seed);
    return shared.open(one, encodeWeights(one, untrainedCard("next-item")));
  };
  const first = opened(1);
  expect(opened(2)).not.toBe(first);
  expect(opened(1)).toBe(first);
});
