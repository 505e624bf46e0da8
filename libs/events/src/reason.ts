/**
 * Every reason for which an event can be refused, with its meaning. The list is closed: it is what the dead letters'
 * `reason` header, the metrics and the HTTP door say. The checks run in about this order and the first that fails
 * names the reason, so that the same bytes always get the same one.
 */
export const reasons = {
  null_value: "The record has no value (for items: no value and no key that names an item).",
  too_large: "The value has more bytes than the limit.",
  bad_utf8: "The value, or a header that is read, is not valid UTF-8.",
  too_deep: "Lists and objects are nested deeper than the limit.",
  not_json: "The value is not one JSON text (NaN, Infinity, comments and a byte order mark are not JSON).",
  forbidden_key: "A field, at any depth, is called __proto__, constructor or prototype.",
  bad_unicode: "A text holds half of a surrogate pair, which UTF-8 cannot carry.",
  not_an_object: "The event, or the data of its envelope, is JSON but not an object.",
  unsupported_version: "The envelope or the event is of a version that is not known here.",
  missing_field: "A required field is absent or null.",
  wrong_type: "A field has a value of another type than the schema's.",
  id_length: "An identifier, name or label is empty or has more than 256 characters.",
  not_finite: "A number is too large for a double (1e999).",
  out_of_range: "A number lies outside of the range allowed for its field, or between its steps.",
  bad_time:
    "A time is neither RFC 3339 text nor whole milliseconds since 1970, or not of the years 1901 to 2298.",
  far_future: "The event says that it happened later than the broker's append time plus the tolerance.",
  text_too_long: "A free text has more characters than the limit.",
  too_many_items: "A list or a set of names has more entries than the limit.",
  empty_basket: "The basket has no items: it would change no count but the number of baskets.",
  nothing_to_learn: "The review has neither a rating nor a text, and does not withdraw an earlier one.",
} as const;

/** Why an event was refused: a key of `reasons`. */
export type Reason = keyof typeof reasons;

/** Why there is no event. `detail` says what is wrong and where (a JSON pointer), never what the value was. */
export interface Refusal {
  readonly ok: false;
  readonly reason: Reason;
  readonly detail: string;
}

/** An event, or why there is none. */
export type Decoded<T> = { readonly ok: true; readonly event: T } | Refusal;
