import type { ReviewEvent } from "../event.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { readJsonObject } from "./scalar.ts";

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** One review of the 2014/2018 files or of the 2023 files, or why it is none. */
const reviewOf = (row: Readonly<Record<string, unknown>>, idPrefix: string): ReviewEvent | string => {
  const modern = typeof row.user_id === "string";
  const user = text(modern ? row.user_id : row.reviewerID);
  const item = text(modern ? (row.parent_asin ?? row.asin) : row.asin);
  const rating = modern ? row.rating : row.overall;
  const at = modern ? row.timestamp : row.unixReviewTime;
  if (user === "" || item === "") return "no reviewer or no asin";
  if (typeof at !== "number") return "no time";
  if (typeof rating !== "number" || rating < 0.5 || rating > 5) return "no rating of 0.5 to 5";
  const time = modern ? at : at * 1000;
  const words = [text(modern ? row.title : row.summary), text(modern ? row.text : row.reviewText)];
  const said = words.filter((part) => part !== "").join("\n");
  return {
    id: `${idPrefix}amazon-${user}-${item}-${time}`,
    time,
    userId: idPrefix + user,
    itemId: idPrefix + item,
    rating,
    ...(said === "" ? {} : { text: said }),
  };
};

async function* read(
  lines: Lines,
  { onBad, idPrefix = "" }: ImportOptions,
): AsyncGenerator<ReviewEvent, void, undefined> {
  let line = 0;
  for await (const raw of lines) {
    line++;
    if (raw.trim() === "") continue;
    const row = readJsonObject(raw);
    const review = row === undefined ? "not a JSON object" : reviewOf(row, idPrefix);
    if (typeof review === "string") onBad({ line, raw, reason: review });
    else yield review;
  }
}

/** Reviews of Amazon's shop. */
export const amazonReviews: Importer<"reviews"> = {
  stream: "reviews",
  description:
    "Amazon reviews (McAuley) as JSON lines, of 2014, 2018 or 2023. Headline and text become one text; names are not read. In no order.",
  read,
};
