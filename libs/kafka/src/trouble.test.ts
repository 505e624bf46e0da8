import { PartitionLost } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { asTrouble, isNotAMember } from "./trouble.ts";

const named = (name: string, message: string, rest: object = {}): Error =>
  Object.assign(new Error(message), { name, ...rest });
const protocol = (type: string): Error => named("KafkaJSProtocolError", type, { type });
const wrapped = (cause: Error): Error => named("KafkaJSNonRetriableError", cause.message, { cause });

test.each([
  [protocol("LEADER_NOT_AVAILABLE"), "broker_unavailable", true],
  [wrapped(protocol("COORDINATOR_LOAD_IN_PROGRESS")), "broker_unavailable", true],
  [named("KafkaJSConnectionError", "connect ECONNREFUSED"), "broker_unavailable", true],
  [new TypeError("Cannot read properties of undefined"), "broker_unavailable", true],
  [wrapped(protocol("TOPIC_AUTHORIZATION_FAILED")), "broker_refused", false],
  [named("KafkaJSSASLAuthenticationError", "wrong password"), "broker_refused", false],
  [wrapped(protocol("MESSAGE_TOO_LARGE")), "topic_unsuitable", false],
  [wrapped(new Error("ZSTD compression not implemented")), "codec_unsupported", false],
])("%s is %s, and whether it may pass is %s", (error, code, retryable) => {
  expect(asTrouble(error, "a call")).toMatchObject({ code, retryable, cause: error });
});

test("what is trouble already, or a lost partition, stays as it is", () => {
  const lost = new PartitionLost("t", 1);
  expect(asTrouble(lost, "a call")).toBe(lost);
  const trouble = asTrouble(new Error("x"), "a call");
  expect(asTrouble(trouble, "another call")).toBe(trouble);
});

test("the group going on without us is told from other failures, however deep it is wrapped", () => {
  expect(isNotAMember(wrapped(wrapped(protocol("ILLEGAL_GENERATION"))))).toBe(true);
  expect(isNotAMember(wrapped(protocol("REQUEST_TIMED_OUT")))).toBe(false);
});
