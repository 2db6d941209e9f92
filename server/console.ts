import type { RequestListener } from "node:http";
import next from "next";
import type { HttpServer } from "./http-server";

export interface Console {
  listener: RequestListener;
  /** Hooks what only exists once the HTTP server does (the reload socket of development). */
  attach(http: HttpServer): void;
  close(): Promise<void>;
}

/** The screens and routes under app/, served by Next inside this process. */
export async function openConsole(dev: boolean, port: number): Promise<Console> {
  const app = next({ dev, dir: process.cwd(), port, quiet: !dev });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    listener: (request, response) => void handle(request, response),
    attach: (http) => {
      if (dev) http.server.on("upgrade", app.getUpgradeHandler());
    },
    close: () => app.close(),
  };
}

/** Without the console (COSTWARDEN_WITHOUT_CONSOLE): only what the front door answers itself. */
export function noConsole(): Console {
  return {
    listener: (_request, response) => {
      response.writeHead(404, { "content-type": "application/problem+json" });
      response.end(
        JSON.stringify({ title: "Not found", status: 404, code: "not_found", detail: "This instance serves no console." }),
      );
    },
    attach: () => {},
    close: async () => {},
  };
}
