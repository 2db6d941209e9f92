import { readChat } from "./openai";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/** DeepSeek: the prompt is split into cache hits and misses. Newer answers carry OpenAI's details instead, which is tried then. */
export function readDeepSeek(usage: UsageReader): NormalisedUsage {
  const hit = usage.count("prompt_cache_hit_tokens");
  const prompt = usage.count("prompt_tokens");
  if (usage.has("prompt_cache_hit_tokens") && usage.has("prompt_cache_miss_tokens")) {
    const miss = usage.count("prompt_cache_miss_tokens");
    if (hit + miss !== prompt) {
      usage.fail(
        "prompt_cache_hit_tokens",
        `${hit} hit + ${miss} missed tokens are ${hit + miss}, not the ${prompt} prompt tokens`,
      );
    }
  }
  return readChat(usage, usage.has("prompt_cache_hit_tokens") ? { cached: { name: "prompt_cache_hit_tokens", count: hit } } : {});
}
