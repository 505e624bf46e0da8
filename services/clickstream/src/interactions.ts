import { type ClickEvent, encodeInteraction, forgetInteraction, interactionsTopic } from "@millrace/events";
import type { Forward, Position } from "@millrace/pipeline";

/** What the recommender hears of a click: of a known user's, and of one that an answer of ours led to. */
export const toldOf = (click: ClickEvent, { partition, offset }: Position): Forward | undefined => {
  const { userId = "", sessionId, itemId, action, time, shown, answerId } = click;
  if ((userId === "" && answerId === undefined) || action === "exit") return undefined;
  const value = encodeInteraction({
    from: "clicks",
    partition,
    offset,
    time,
    userId,
    itemId,
    rating: undefined,
    deleted: false,
    action,
    shown,
    answerId,
  });
  return { topic: interactionsTopic, key: userId === "" ? sessionId : userId, value };
};

/** That it is to forget somebody. */
export const forgottenOf = (userId: string, at: Position): Forward => ({
  topic: interactionsTopic,
  key: userId,
  value: encodeInteraction(forgetInteraction("clicks", at, userId)),
});
