/** Of each ASCII character: whether a step that looks at characters may find something in it. */
const LOOK = { not: 0, always: 1, eyes: 2, afterEyes: 4 } as const;
const looks = new Uint8Array(128);
for (const unit of "`<&") looks[unit.charCodeAt(0)] = LOOK.always;
for (const unit of ":;=") looks[unit.charCodeAt(0)] = LOOK.eyes;
for (const unit of "'-)](D[") looks[unit.charCodeAt(0)] = LOOK.afterEyes;

/** Marks beyond ASCII that every step but the last passes over, and that one makes a space. */
const QUOTES = /[“”–—]/g;

const isQuote = (unit: number): boolean =>
  unit === 0x201c || unit === 0x201d || unit === 0x2013 || unit === 0x2014;

/** Whether the steps that look at characters find something to change, or nothing, or nothing but such marks. */
const looksOf = (text: string): "plain" | "quotes" | "other" => {
  let quotes = false;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const look = unit < 128 ? (looks[unit] ?? 0) : isQuote(unit) ? LOOK.not : LOOK.always;
    if (look !== LOOK.not && (look === LOOK.always || (look === LOOK.afterEyes && before === LOOK.eyes)))
      return "other";
    quotes ||= unit > 127;
    before = look;
  }
  return quotes ? "quotes" : "plain";
};

/** A text in small letters where it is ASCII and has no mark-up or emoticon; undefined else. About 1 ns a character. */
export const lowerAscii = (text: string): string | undefined =>
  looksOf(text) === "plain" ? text.toLowerCase() : undefined;

/** The same, with a space for each quotation mark and dash beyond ASCII, which end no word's reach. */
export const plainAscii = (text: string): string | undefined => {
  const looks = looksOf(text);
  if (looks === "other") return undefined;
  return (looks === "quotes" ? text.replace(QUOTES, " ") : text).toLowerCase();
};

/** A text with a space for each such mark, where all else is ASCII; undefined else. */
export const withoutQuotes = (text: string): string | undefined => {
  const plain = text.replace(QUOTES, " ");
  return /[^\0-\x7f]/.test(plain) ? undefined : plain;
};
