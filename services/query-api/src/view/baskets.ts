import { RuleIndex } from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import type { StreamView } from "./stream-view.ts";

/** Rules over the baskets of all partitions. */
export class BasketsView implements StreamView {
  readonly index: RuleIndex;

  constructor(minCount: number) {
    this.index = new RuleIndex(minCount);
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    if (entity.startsWith("item/") && value !== null) this.index.apply(partition, value);
  }

  progressed(partition: number, progress: Progress): void {
    const { baskets, errorBound } = progress.status.globals;
    this.index.totals(partition, Number(baskets), Number(errorBound));
  }

  reset(partition: number): void {
    this.index.reset(partition);
  }
}
