const named: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  hellip: "…",
  ldquo: '"',
  lsquo: "'",
  lt: "<",
  mdash: "—",
  nbsp: " ",
  ndash: "–",
  quot: '"',
  rdquo: '"',
  rsquo: "'",
};

const entity = (whole: string, name: string): string => {
  if (!name.startsWith("#")) return named[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
};

/** Tags become a space, entities the character that they stand for; a `<` that opens no tag stays. */
export const html = (text: string): string =>
  /[<&]/.test(text)
    ? text.replace(/<[a-z/!?][^<>]*>/gi, " ").replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,6});/gi, entity)
    : text;
