import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Gauge } from "prom-client";
import { Webhook } from "standardwebhooks";
import { canarySecret, setCanaryReceiver } from "@/lib/deliveries/service";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { onLook } from "@/lib/watch/service";
import { canaryState, noteReceived, passOn } from "./rounds";

const MOST_BYTES = 20_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BYTES) throw new Error("too large");
  }
  return text;
}

/** The round that a message tells of. @throws for one that nobody here signed */
async function roundOf(request: IncomingMessage): Promise<string> {
  const told = new Webhook(canarySecret()).verify(await bodyOf(request), request.headers as Record<string, string>);
  const round = (told as { data?: { details?: { round?: unknown } } }).data?.details?.round;
  if (typeof round !== "string" || !UUID.test(round)) throw new Error("no round");
  return round;
}

function showAge(): void {
  singleton(
    "canaryAge",
    () =>
      new Gauge({
        name: "costwarden_canary_age_seconds",
        help: "Age of the last synthetic event that went the whole road: recorded, evaluated, delivered",
        async collect() {
          const { ageSeconds } = await canaryState().catch(() => ({ ageSeconds: null }));
          this.set(ageSeconds ?? Number.NaN);
        },
      }),
  );
}

/** Listens on loopback for the canary's messages and follows what the evaluation takes in. @returns how to stop */
export async function startCanary(): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    roundOf(request)
      .then(noteReceived)
      .then(
        () => response.writeHead(204).end(),
        () => response.writeHead(400).end(),
      );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  server.unref();
  setCanaryReceiver(`http://127.0.0.1:${(server.address() as AddressInfo).port}/canary`);
  const stopLooking = onLook((notes) => {
    passOn(notes).catch((error: unknown) => log().warn({ err: error }, "the canary was not passed on; another one follows"));
  });
  showAge();
  return async () => {
    stopLooking();
    setCanaryReceiver(undefined);
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}
