import type { FieldError } from "@/lib/platform/errors";
import { isJsonObject, type JsonObject } from "../json-object";
import { readAnthropic } from "./anthropic";
import { readAiSdk, readConverse } from "./camel-case";
import { readCohere } from "./cohere";
import { readDeepSeek } from "./deepseek";
import { readGemini } from "./gemini";
import { readMistral } from "./mistral";
import { readChat, readResponses } from "./openai";
import { OWN_NAMES, readOwn } from "./own";
import { addReportedCost } from "./reported-cost";
import { type NormalisedUsage, type UsageHints, UsageReader } from "./usage-reader";

const UNKNOWN_SHAPE =
  "holds no count that is known: expected the usage of OpenAI (prompt_tokens or input_tokens, ...), Anthropic (input_tokens, cache_read_input_tokens, ...), " +
  "Gemini (promptTokenCount, ...), Bedrock Converse (inputTokens, ...), Cohere (billed_units) or our own " +
  `(${OWN_NAMES.join(", ")}; images with size and quality), with at least one count`;

const XAI = /^(?:x[_-]?ai|grok)$/i;
/** Models of the images API: what they give out is images, unless they say otherwise. */
const IMAGE_MODEL = /gpt-image|chatgpt-image/i;
const GOOGLE = /^(?:gcp|google|gemini|vertex)/i;

/**
 * Recognises whose usage object this is by its members (the provider's name only tells dialects of one
 * shape apart) and returns it in disjoint classes. Faults are added to `errors`, with pointers below `pointer`.
 */
export function normaliseUsage(usage: JsonObject, hints: UsageHints, errors: FieldError[], pointer = "/usage"): NormalisedUsage {
  for (const wrapper of ["usageMetadata", "usage_metadata"]) {
    const inner = usage[wrapper];
    if (isJsonObject(inner)) return normaliseUsage(inner, hints, errors, `${pointer}/${wrapper}`);
  }
  const reader = new UsageReader(usage, pointer, errors);
  const normalised = readShape(reader, hints);
  if (normalised === null) {
    errors.push({ pointer, detail: UNKNOWN_SHAPE });
    return { quantities: {} };
  }
  addReportedCost(reader, hints, normalised);
  return normalised;
}

function readShape(usage: UsageReader, hints: UsageHints): NormalisedUsage | null {
  if (usage.has("prompt_tokens") || usage.has("completion_tokens")) return readChatDialect(usage, hints);
  if (usage.has("input_tokens") || usage.has("output_tokens")) return readInputOutput(usage, hints);
  if (
    usage.has("promptTokenCount") ||
    usage.has("candidatesTokenCount") ||
    usage.has("prompt_token_count") ||
    usage.has("candidates_token_count")
  ) {
    return readGemini(usage);
  }
  if (usage.has("inputTokens") || usage.has("outputTokens") || usage.has("promptTokens") || usage.has("completionTokens"))
    return readCamelCase(usage);
  if (isJsonObject(usage.object.billed_units) || isJsonObject(usage.object.tokens))
    return holdsCount(usage) ? readCohere(usage) : null;
  return usage.has("n") || OWN_NAMES.some((name) => usage.has(name)) ? readOwn(usage) : null;
}

function holdsCount(usage: UsageReader): boolean {
  const units = isJsonObject(usage.object.billed_units) ? usage.object.billed_units : usage.object.tokens;
  return (
    isJsonObject(units) &&
    ["input_tokens", "output_tokens", "search_units", "image_tokens", "images"].some((name) => (units[name] ?? null) !== null)
  );
}

function readChatDialect(usage: UsageReader, hints: UsageHints): NormalisedUsage {
  const normalised = readChatTokens(usage, hints);
  const tools = usage.object.server_tool_use;
  // OpenRouter passes on the searches a model made.
  if (isJsonObject(tools)) {
    const searches = usage.inner("server_tool_use").count("web_search_requests");
    if (searches > 0) normalised.quantities.web_searches = searches;
  }
  return normalised;
}

function readChatTokens(usage: UsageReader, hints: UsageHints): NormalisedUsage {
  if (usage.has("prompt_cache_hit_tokens") || usage.has("prompt_cache_miss_tokens")) return readDeepSeek(usage);
  if (usage.has("num_cached_tokens") || usage.has("prompt_audio_seconds")) return readMistral(usage);
  const provider = hints.provider ?? "";
  // xAI bills reasoning on top of completion_tokens; its ticks give it away where no provider is named.
  if (XAI.test(provider) || usage.has("cost_in_usd_ticks")) return readChat(usage, { reasoningOutside: true });
  // Gemini behind OpenAI's interface leaves its thoughts out of everything but the total.
  if (GOOGLE.test(provider)) return readChat(usage, { restOfTotalIsReasoning: true });
  return readChat(usage);
}

/** `input_tokens` and `output_tokens` are OpenAI's, Anthropic's and ours; alone they mean the same. */
function readInputOutput(usage: UsageReader, hints: UsageHints): NormalisedUsage {
  const has = (name: string) => usage.has(name);
  if (has("cache_read_input_tokens") || has("cache_creation_input_tokens") || has("cache_creation") || has("server_tool_use"))
    return readAnthropic(usage);
  const outputDetails = usage.object.output_tokens_details;
  if (isJsonObject(outputDetails) && outputDetails.thinking_tokens !== undefined) return readAnthropic(usage);
  if (has("input_tokens_details") || has("output_tokens_details") || has("input_token_details") || has("output_token_details")) {
    return readResponses(usage, IMAGE_MODEL.test(hints.model ?? "") ? { imagesAlone: true } : {});
  }
  if (/anthropic|claude/i.test(hints.provider ?? "") && has("speed")) return readAnthropic(usage);
  return readOwn(usage);
}

function readCamelCase(usage: UsageReader): NormalisedUsage {
  const sdk = [
    "promptTokens",
    "completionTokens",
    "cachedInputTokens",
    "reasoningTokens",
    "inputTokenDetails",
    "outputTokenDetails",
  ];
  return sdk.some((name) => usage.has(name)) ? readAiSdk(usage) : readConverse(usage);
}
