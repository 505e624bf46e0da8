import type { Json, RowSink } from "@millrace/pipeline";

/** A sink that adds the same columns, such as the topic's generation, to every row on its way to `sink`. */
export const stampedRows = (sink: RowSink, columns: Readonly<Record<string, Json>>): RowSink => ({
  add: (rows) => sink.add(rows.map(({ table, values }) => ({ table, values: { ...columns, ...values } }))),
  flush: (patient) => sink.flush(patient),
});
