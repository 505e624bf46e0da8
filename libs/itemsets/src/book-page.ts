import { type ByteReader, ByteWriter } from "@millrace/state";

/** Some items of a partition as it holds them itself. */
export interface BookPage {
  readonly ids: (string | undefined)[];
  readonly counts: number[];
  readonly folded: number[];
  /** Entries of retained baskets that name an item of this page, whether it has left or not. */
  entries: number;
  held: number;
}

/** A page without items. */
export const newPage = (): BookPage => ({ ids: [], counts: [], folded: [], entries: 0, held: 0 });

const writePage = (w: ByteWriter, number: number, page: BookPage): void => {
  w.varint(number).varint(page.entries).varint(page.ids.length);
  for (const [at, id] of page.ids.entries()) {
    w.u8(id === undefined ? 0 : 1);
    if (id !== undefined)
      w.text(id)
        .varint(page.counts[at] ?? 0)
        .varint(page.folded[at] ?? 0);
  }
};

/** Packs those of the pages from one number to before another that are there, as a piece of a snapshot. */
export const writePages = (pages: ReadonlyMap<number, BookPage>, from: number, to: number): Uint8Array => {
  const w = new ByteWriter(1 << 14);
  for (let number = from; number < to; number++) {
    const page = pages.get(number);
    if (page !== undefined) writePage(w, number, page);
  }
  return w.finish();
};

/** Reads the next page. @throws {StateFormatError} where it is cut. */
export const readPage = (r: ByteReader): { readonly number: number; readonly page: BookPage } => {
  const number = r.varint();
  const page = newPage();
  page.entries = r.varint();
  for (let left = r.varint(); left > 0; left--) {
    const present = r.u8() === 1;
    page.ids.push(present ? r.text() : undefined);
    page.counts.push(present ? r.varint() : 0);
    page.folded.push(present ? r.varint() : 0);
    if (present) page.held++;
  }
  return { number, page };
};
