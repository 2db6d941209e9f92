import { once } from "node:events";
import { createServer } from "node:http";

export interface Receiver {
  url: string;
  /** The bodies it was sent, in their order. */
  taken: readonly string[];
  close(): void;
}

/** Stands in for a service that takes messages: it thanks for each. */
export async function startReceiver(): Promise<Receiver> {
  const taken: string[] = [];
  const server = createServer((message, answer) => {
    let body = "";
    message.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    message.on("end", () => {
      taken.push(body);
      answer.end("thank you");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    taken,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
