import { partitionOfKey } from "@millrace/kafka";
import type { RecommenderOf } from "@millrace/pipeline";
import type { Config } from "@millrace/service";

/** To which partition of the recommender's log a key falls; undefined where there is one only. */
export const recommenderOf = ({
  recommenderPartitions,
}: Pick<Config, "recommenderPartitions">): RecommenderOf =>
  recommenderPartitions > 1 ? (key) => partitionOfKey(key, recommenderPartitions) : undefined;
