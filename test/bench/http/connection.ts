import { once } from "node:events";
import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";

/**
 * A connection that stays open and takes one question at a time. It reads no more of an answer than its status and its
 * length: the programs of requests share the machine with the server, and node's own client costs more than the answers.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #got: Buffer = Buffer.alloc(0);
  #then: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#failed(error));
    socket.on("close", () => this.#failed(new Error("the server closed a connection")));
  }

  /** Opens one. @throws where nobody listens */
  static async open(url: string): Promise<Connection> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new Connection(socket, host);
  }

  /** Resolves to the status of the answer once its last byte is there. To be called when the one before has ended. */
  ask(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#then = { resolve, reject };
      this.#socket.write(`GET ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${HEAD_END.slice(2)}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#got = this.#got.length === 0 ? bytes : Buffer.concat([this.#got, bytes]);
    const end = this.#got.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#got.toString("latin1", 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#failed(new Error(`an answer does not say its length:\n${head}`));
      return;
    }
    if (this.#got.length < end + HEAD_END.length + Number(length)) return;
    this.#got = Buffer.alloc(0);
    const then = this.#then;
    this.#then = undefined;
    then?.resolve(Number(head.slice(9, 12)));
  }

  #failed(error: Error): void {
    this.#then?.reject(error);
    this.#then = undefined;
  }
}
