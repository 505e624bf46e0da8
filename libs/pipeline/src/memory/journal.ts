import type { Journal } from "../ports.ts";
import type { Json } from "../topology.ts";

/** One thing that happened. */
export interface JournalEntry {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly facts: Readonly<Record<string, Json>>;
}

/** Keeps everything that happened. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  info(event: string, facts: Readonly<Record<string, Json>>): void {
    this.entries.push({ level: "info", event, facts });
  }

  warn(event: string, facts: Readonly<Record<string, Json>>): void {
    this.entries.push({ level: "warn", event, facts });
  }

  error(event: string, facts: Readonly<Record<string, Json>>): void {
    this.entries.push({ level: "error", event, facts });
  }

  /** The entries of one event. */
  of(event: string): readonly JournalEntry[] {
    return this.entries.filter((entry) => entry.event === event);
  }
}
