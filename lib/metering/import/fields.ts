import { ImportError } from "./import-error";

/** How a text from a file or the command line becomes the value of a field. */
export type FieldKind = "text" | "whole" | "number" | "boolean" | "money" | "timestamp" | "json" | "any";

export interface TargetField {
  /** As written in --map and --set. */
  name: string;
  /** Where it goes in the event. */
  path: readonly string[];
  kind: FieldKind;
}

const TEXT = [
  "id",
  "source",
  "tenant",
  "feature",
  "environment",
  "user",
  "provider",
  "model",
  "request_model",
  "operation",
  "service_tier",
  "region",
  "request_id",
  "correlation_id",
  "trace_id",
  "route",
  "error_code",
  "finish_reason",
  "corrects",
  "reservation_id",
] as const;
const WHOLE = [
  "attempt",
  "status",
  "max_output_tokens",
  "backoff_ms",
  "latency_ms",
  "provider_latency_ms",
  "time_to_first_token_ms",
] as const;
const BOOLEAN = ["streamed", "cache_hit", "estimated"] as const;
const RATE_LIMIT = ["limit_tokens", "remaining_tokens", "reset_tokens_ms", "limit_requests", "remaining_requests"] as const;
const USAGE = [
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "reasoning_tokens",
  "input_audio_tokens",
  "output_audio_tokens",
  "images",
  "characters",
  "web_searches",
] as const;

const FIELDS = new Map<string, TargetField>();
const add = (name: string, path: readonly string[], kind: FieldKind) => FIELDS.set(name, { name, path, kind });
for (const name of TEXT) add(name, [name], "text");
for (const name of WHOLE) add(name, [name], "whole");
for (const name of BOOLEAN) add(name, [name], "boolean");
for (const name of USAGE) add(name, ["usage", name], "whole");
for (const name of RATE_LIMIT) add(`rate_limit.${name}`, ["rate_limit", name], "whole");
add("seconds", ["usage", "seconds"], "number");
add("timestamp", ["timestamp"], "timestamp");
add("cost_usd", ["cost_usd"], "money");
add("usage", ["usage"], "json");
add("tags", ["tags"], "json");
add("rate_limit", ["rate_limit"], "json");
add("key.fingerprint", ["key", "fingerprint"], "text");
add("key.last4", ["key", "last4"], "text");

/**
 * The field a name of --map or --set means. `tags.NAME` is any tag; `usage.PATH` builds a provider's own
 * usage object (usage.prompt_tokens_details.cached_tokens).
 * @throws ImportError that lists the fields there are
 */
export function targetField(name: string): TargetField {
  const known = FIELDS.get(name);
  if (known) return known;
  if (name.startsWith("tags.") && usable([name.slice(5)])) return { name, path: ["tags", name.slice(5)], kind: "text" };
  const usagePath = name.split(".");
  if (usagePath.length > 1 && usagePath[0] === "usage" && usable(usagePath)) return { name, path: usagePath, kind: "any" };
  throw new ImportError(
    `"${name}" is not a field of an event. The fields are ${[...FIELDS.keys()].join(", ")}, tags.NAME and usage.NAME.`,
  );
}

export function isTargetField(name: string): boolean {
  return FIELDS.has(name) || /^(tags|usage)\../.test(name);
}

/** "__proto__" would change the object's kind instead of naming a member. */
function usable(path: readonly string[]): boolean {
  return path.every((part) => part !== "" && part !== "__proto__");
}

/** True when setting both would overwrite one with the other: usage beside input_tokens. */
export function overlap(left: TargetField, right: TargetField): boolean {
  const shared = Math.min(left.path.length, right.path.length);
  return left.path.slice(0, shared).every((part, index) => part === right.path[index]);
}
