import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect, test } from "vitest";
import { freePort, portIsFree } from "./ports.ts";
import { answers, brokersInResponse, metadataRequest } from "./probe.ts";

/** A response as far as the probe reads it: size, correlation id, throttle time, number of brokers. */
const response = (brokers: number): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32BE(12, 0);
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(brokers, 12);
  return bytes;
};

const withServer = async <T>(
  onConnection: (socket: Socket) => void,
  use: (port: number) => Promise<T>,
): Promise<T> => {
  const server: Server = createServer(onConnection);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port }: Partial<AddressInfo> = Object(server.address());
    return await use(port ?? 0);
  } finally {
    server.close();
  }
};

test("the request's size is that of what follows it", () => {
  const request = metadataRequest();
  expect(request.readInt32BE(0)).toBe(request.length - 4);
});

test("a response tells the number of brokers once its first 16 bytes are there", () => {
  expect(brokersInResponse(response(3).subarray(0, 15))).toBeUndefined();
  expect(brokersInResponse(response(3))).toBe(3);
});

test("a broker that counts itself among the living answers, even byte by byte", async () => {
  const byteByByte = (socket: Socket): void => {
    for (const byte of response(1)) socket.write(Buffer.of(byte));
  };
  expect(await withServer(byteByByte, (port) => answers(port))).toBe(true);
});

test("one without living brokers, one that hangs up, one that says nothing and nobody at all do not answer", async () => {
  expect(
    await withServer(
      (socket) => void socket.write(response(0)),
      (port) => answers(port),
    ),
  ).toBe(false);
  expect(
    await withServer(
      (socket) => void socket.destroy(),
      (port) => answers(port),
    ),
  ).toBe(false);
  expect(
    await withServer(
      (socket) => void socket.on("error", () => {}),
      (port) => answers(port, 20),
    ),
  ).toBe(false);
  expect(await answers(await freePort())).toBe(false);
});

test("a port that is taken is passed over", async () => {
  await withServer(
    () => {},
    async (port) => expect(await portIsFree(port)).toBe(false),
  );
  const draws = [0.5, 0.25];
  const free = await freePort(() => draws.pop() ?? 0);
  expect(free).toBeGreaterThanOrEqual(20_000);
  expect(free).toBeLessThan(32_000);
});
