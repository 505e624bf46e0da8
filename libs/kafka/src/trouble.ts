import { PartitionLost, Trouble, type TroubleCode } from "@millrace/pipeline";

/** Name, protocol code and message of one error of the client. */
interface Fact {
  readonly name: string;
  readonly type: string;
  readonly message: string;
}

const text = (of: object, property: string): string => {
  const value: unknown = Reflect.get(of, property);
  return typeof value === "string" ? value : "";
};

/** An error and its causes, outermost first. */
const facts = (error: unknown): readonly Fact[] => {
  const chain: Fact[] = [];
  for (let at = error; typeof at === "object" && at !== null && chain.length < 8; ) {
    chain.push({ name: text(at, "name"), type: text(at, "type"), message: text(at, "message") });
    at = Reflect.get(at, "cause");
  }
  return chain;
};

const refused = new Set([
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "SASL_AUTHENTICATION_FAILED",
  "ILLEGAL_SASL_STATE",
  "UNSUPPORTED_SASL_MECHANISM",
]);
const tooLarge = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);
const notAMember = new Set([
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
]);

const codeOf = (chain: readonly Fact[]): { code: TroubleCode; retryable: boolean } => {
  const some = (test: (fact: Fact) => boolean): boolean => chain.some(test);
  if (some(({ name, type }) => refused.has(type) || name === "KafkaJSSASLAuthenticationError"))
    return { code: "broker_refused", retryable: false };
  if (some(({ message }) => /compression not implemented/i.test(message)))
    return { code: "codec_unsupported", retryable: false };
  if (some(({ type }) => tooLarge.has(type))) return { code: "topic_unsuitable", retryable: false };
  return { code: "broker_unavailable", retryable: true };
};

/** Whether a broker refused a batch for its size. */
export const isTooLarge = (error: unknown): boolean => facts(error).some(({ type }) => tooLarge.has(type));

/** Whether the group went on without us. */
export const isNotAMember = (error: unknown): boolean =>
  facts(error).some(({ type }) => notAMember.has(type));

/**
 * What the client threw, as trouble with a stable code. What is not known as permanent may pass: the client wraps
 * many passing faults of a connection as errors of its own.
 * @param doing what was tried, such as `commit of clicks`.
 */
export const asTrouble = (error: unknown, doing: string): Trouble | PartitionLost => {
  if (error instanceof Trouble || error instanceof PartitionLost) return error;
  const chain = facts(error);
  const { code, retryable } = codeOf(chain);
  const why = chain.map(({ type, message }) => type || message).find((said) => said !== "") ?? String(error);
  return new Trouble(code, `${doing}: ${why}`, { retryable, cause: error });
};
