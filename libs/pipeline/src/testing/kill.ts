import type { PartitionPorts } from "../partition-ports.ts";
import type { PartitionLog } from "../ports.ts";

/** What every port throws once the process is dead. */
export class Killed extends Error {}

/** Makes every port fail from a given call on, before or after that call took effect: what kill -9 does. */
export const killAt = (call: number, after: boolean) => {
  let calls = 0;
  const die = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    if (calls > call || (calls === call && !after)) throw new Killed();
    const result = await work();
    if (calls === call) throw new Killed();
    return result;
  };
  const wrap = (ports: PartitionPorts, log: PartitionLog): [PartitionPorts, PartitionLog] => [
    {
      ...ports,
      store: {
        list: (...of) => die(() => ports.store.list(...of)),
        load: (manifest) => die(() => ports.store.load(manifest)),
        save: (head, chunks) => die(() => ports.store.save(head, chunks)),
      },
      rows: { add: (rows) => die(() => ports.rows.add(rows)), flush: () => die(() => ports.rows.flush()) },
      answers: { publish: (...of) => die(() => ports.answers.publish(...of)) },
      deadLetters: { send: (letters) => die(() => ports.deadLetters.send(letters)) },
      forwarder: { send: (records) => die(() => ports.forwarder.send(records)) },
      ...(ports.eraser === undefined
        ? {}
        : { eraser: { erase: (...of) => die(async () => ports.eraser?.erase(...of)) } }),
    },
    {
      topic: log.topic,
      partition: log.partition,
      marks: () => die(() => log.marks()),
      committed: () => die(() => log.committed()),
      commit: (offset) => die(() => log.commit(offset)),
      seek: (offset) => log.seek(offset),
    },
  ];
  return { wrap, died: () => calls >= call };
};
