import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { StartFailure } from "@/lib/platform/start-failure";
import { InFlight } from "./in-flight";

const IDLE_POLL_MS = 25;

export interface HttpServer {
  server: Server;
  /** @returns the port it listens on */
  listen(port: number, host: string): Promise<number>;
  /** Takes nothing new, lets what is in flight end (at most `graceMs`), then cuts. */
  close(graceMs: number): Promise<void>;
}

export function makeHttpServer(listener: RequestListener): HttpServer {
  const inFlight = new InFlight<ServerResponse>();
  let closing = false;
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 66_000, noDelay: true }, (request, response) => {
    const place = inFlight.enter(response);
    response.once("close", () => inFlight.leave(place));
    if (closing) response.setHeader("connection", "close");
    listener(request, response);
  });
  return {
    server,
    listen: (port, host) => listen(server, port, host),
    async close(graceMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of inFlight.all()) if (!response.headersSent) response.setHeader("connection", "close");
      // A connection kept alive past its answer would hold the process until its client goes away.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_POLL_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenFailure(error, port, host)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address && typeof address === "object" ? address.port : port);
    });
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new StartFailure(`Port ${port} is taken by another program; stop it, or set PORT to a free one.`);
    case "EACCES":
      return new StartFailure(`Port ${port} may not be opened by this user; set PORT to one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartFailure(`HOST ${host} is no address of this machine; set HOST to one that is, or leave it out.`);
    default:
      return error;
  }
}

/** Fails early, before the database starts, when the port cannot be had. */
export async function probePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await new Promise((resolve) => probe.close(resolve));
}
