import type { Command } from "./command.ts";

/** How a command is listed and found; its code is read when it is asked for. */
interface Entry {
  readonly arguments: string;
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** Every command but `help`, in the order of the list. */
export const catalogue: Readonly<Record<string, Entry>> = {
  demo: {
    arguments: "[--once] [--fresh] [--data DIR] [--port N] [--events N]",
    about: "feeds real data of all streams to a stack of its own and shows what it learns",
    load: async () => (await import("./demo.ts")).demoCommand,
  },
  replay: {
    arguments: "STREAM FILE",
    about: "sends the events of a file of JSON lines, or of standard input",
    load: async () => (await import("./replay.ts")).replay,
  },
  tail: {
    arguments: "STREAM",
    about: "shows the events of a stream as they arrive, and why some cannot be read",
    load: async () => (await import("./tail.ts")).tail,
  },
  import: {
    arguments: "FORMAT FILE",
    about: "makes events of a public data set's file",
    load: async () => (await import("./import.ts")).importCommand,
  },
  simulate: {
    arguments: "STREAM",
    about: "makes events with planted truth",
    load: async () => (await import("./simulate.ts")).simulate,
  },
  train: {
    arguments: "MODEL",
    about: "trains a network once on what has flowed",
    load: async () => (await import("./train.ts")).train,
  },
  evaluate: {
    arguments: "clicks TRAIN [TEST]",
    about: "fits next items on one file and judges them on another, by time",
    load: async () => (await import("./evaluate.ts")).evaluate,
  },
  generate: {
    arguments: "FILE",
    about: "makes sentences of the kind that a file's reviews hold",
    load: async () => (await import("./generate.ts")).generate,
  },
  writers: {
    arguments: "FILE",
    about: "tells who wrote a text, by the reviews of a file",
    load: async () => (await import("./writers.ts")).writers,
  },
  "dead-letters": {
    arguments: "list|replay",
    about: "shows what was refused and why, or tries it again",
    load: async () => (await import("./dead-letters.ts")).deadLetters,
  },
  state: {
    arguments: "list|reset",
    about: "shows where each partition's state stands, or has it built anew",
    load: async () => (await import("./state.ts")).state,
  },
  backup: {
    arguments: "FILE",
    about: "writes the whole installation into one archive",
    load: async () => (await import("./backup.ts")).backup,
  },
  restore: {
    arguments: "FILE",
    about: "makes an installation of such an archive",
    load: async () => (await import("./restore.ts")).restore,
  },
  doctor: {
    arguments: "",
    about: "says what is missing on this machine and how to get it",
    load: async () => (await import("./doctor.ts")).doctor,
  },
};
