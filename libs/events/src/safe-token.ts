/**
 * A field's name as a token of a JSON pointer for people to read: names that the sender chose may be anything, also
 * somebody's address, so that only short plain words are shown and all others become `?`.
 */
export const safeToken = (name: string): string => (/^[\w-]{1,64}$/.test(name) ? name : "?");
