import type { KafkaConnection } from "@millrace/kafka";

/** Members of a stream's consumer group, by their ids: the same ones as long as nobody fell out and came back. */
export const membersOf = async (connection: KafkaConnection, stream: string): Promise<readonly string[]> => {
  const group = connection.name(`${stream}.g0`);
  const { groups } = await connection.admin("group", (admin) => admin.describeGroups([group]));
  return groups.flatMap(({ members }) => members.map(({ memberId }) => memberId)).sort();
};
