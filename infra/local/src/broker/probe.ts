import { connect } from "node:net";

/** Kafka's Metadata request, version 7: the last one with plain lengths that clients of 2.1 and brokers of 4 share. */
const METADATA = 3;
const VERSION = 7;

/** The request for the cluster without topics: size, key, version, correlation id, client id, no topics, no creation. */
export const metadataRequest = (): Buffer => {
  const client = Buffer.from("millrace-probe");
  const body = Buffer.alloc(2 + 2 + 4 + 2 + client.length + 4 + 1);
  body.writeInt16BE(METADATA, 0);
  body.writeInt16BE(VERSION, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(client.length, 8);
  client.copy(body, 10);
  body.writeInt32BE(0, 10 + client.length);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
};

/** How many live brokers a response names: after its size, correlation id and throttle time. Undefined while cut short. */
export const brokersInResponse = (response: Buffer): number | undefined =>
  response.length < 16 ? undefined : response.readInt32BE(12);

/** Whether a broker answers on this port and counts itself among the live ones. Never throws; gives up after `timeoutMs`. */
export const answers = (port: number, timeoutMs = 1000): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    let received = Buffer.alloc(0);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.on("error", () => settle(false));
    socket.on("close", () => settle(false));
    socket.on("connect", () => socket.write(metadataRequest()));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const brokers = brokersInResponse(received);
      if (brokers !== undefined) settle(brokers > 0);
    });
  });
