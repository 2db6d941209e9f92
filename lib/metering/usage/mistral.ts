import { readChat } from "./openai";
import { put } from "./split-tokens";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/**
 * Mistral: OpenAI's shape with the cached tokens beside it and, for audio models, the seconds of
 * audio heard, which are billed by time (a chat answer may carry `{}` there).
 */
export function readMistral(usage: UsageReader): NormalisedUsage {
  const cached = usage.has("num_cached_tokens") ? { name: "num_cached_tokens", count: usage.count("num_cached_tokens") } : null;
  const normalised = readChat(usage, { cached });
  if (typeof usage.object.prompt_audio_seconds === "number")
    put(normalised.quantities, "seconds", usage.quantity("prompt_audio_seconds"));
  return normalised;
}
