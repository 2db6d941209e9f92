import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, register } from "prom-client";
import { canaryState } from "@/lib/canary/service";
import { singleton } from "@/lib/platform/singleton";
import { whatIsMissing } from "./readiness";

const RETRY_AFTER_SECONDS = "1";

/**
 * Answers what the machines around the product ask: `/livez` (the process runs; asks no database),
 * `/readyz` (send it requests; with `?deep=1` also whether the whole road works) and `/metrics` (Prometheus).
 * @returns whether the request was one of these
 */
export function handleOperational(request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? "";
  const query = url.indexOf("?");
  const route = query < 0 ? url : url.slice(0, query);
  if (route !== "/livez" && route !== "/readyz" && route !== "/metrics") return false;
  if (request.method !== "GET" && request.method !== "HEAD") {
    request.resume();
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return true;
  }
  if (route === "/livez") send(response, 200, { status: "alive" });
  else if (route === "/readyz") void ready(response, query >= 0 && new URLSearchParams(url.slice(query + 1)).get("deep") === "1");
  else void metrics(response);
  return true;
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}

async function ready(response: ServerResponse, deep: boolean): Promise<void> {
  const missing = await whatIsMissing();
  if (missing === null && deep) await wholeRoad(response);
  else if (missing === null) send(response, 200, { status: "ready" });
  else send(response, 503, { status: "not ready", waiting_for: missing }, { "retry-after": RETRY_AFTER_SECONDS });
}

/** Whether a synthetic event lately went from recording over evaluation to a receiver. */
async function wholeRoad(response: ServerResponse): Promise<void> {
  const state = await canaryState().catch(() => null);
  const canary = {
    last_round_at: state?.lastRoundAt?.toISOString() ?? null,
    age_seconds: state?.ageSeconds == null ? null : Math.round(state.ageSeconds),
  };
  if (state && !state.late) send(response, 200, { status: "ready", canary });
  else send(response, 503, { status: "not ready", waiting_for: "canary", canary }, { "retry-after": RETRY_AFTER_SECONDS });
}

async function metrics(response: ServerResponse): Promise<void> {
  singleton("processMetrics", () => {
    collectDefaultMetrics();
    return true;
  });
  const text = await register.metrics();
  response.writeHead(200, { "content-type": register.contentType, "cache-control": "no-store" }).end(text);
}
