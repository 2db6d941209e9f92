import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { splitInput, splitOutput } from "./split-tokens";
import type { NormalisedUsage, UsageReader } from "./usage-reader";

/** How one of OpenAI's interfaces names its members. */
interface Names {
  input: string;
  inputDetails: string;
  output: string;
  outputDetails: string;
  inputWord: string;
  outputWord: string;
}

const CHAT: Names = {
  input: "prompt_tokens",
  inputDetails: "prompt_tokens_details",
  output: "completion_tokens",
  outputDetails: "completion_tokens_details",
  inputWord: "prompt tokens",
  outputWord: "completion tokens",
};

const RESPONSES: Names = {
  input: "input_tokens",
  inputDetails: "input_tokens_details",
  output: "output_tokens",
  outputDetails: "output_tokens_details",
  inputWord: "input tokens",
  outputWord: "output tokens",
};

/** Transcription says `input_token_details`, in the singular. */
const TRANSCRIPTION: Names = { ...RESPONSES, inputDetails: "input_token_details", outputDetails: "output_token_details" };

/** Where a kindred provider deviates from OpenAI. */
export interface Dialect {
  /** Tokens read from the cache, where they stand outside the details; null: look there. */
  cached?: { name: string; count: number } | null;
  /** Reasoning tokens come on top of the output count instead of inside it, unless the total says otherwise. */
  reasoningOutside?: boolean;
  /** What the total holds beyond input and output is reasoning that was not broken out. */
  restOfTotalIsReasoning?: boolean;
  /** Without details, all of the output is images. */
  imagesAlone?: boolean;
}

/** Chat completions, embeddings (`prompt_tokens` alone), Azure OpenAI and everything made in their likeness. */
export function readChat(usage: UsageReader, dialect: Dialect = {}): NormalisedUsage {
  return { quantities: readTokens(usage, CHAT, dialect), serviceTier: usage.text("service_tier") };
}

/**
 * The Responses API, GPT image models and, with the singular name, transcription and LangChain's
 * `usage_metadata` (whose details are `cache_read`, `cache_creation`, `audio` and `reasoning`).
 */
export function readResponses(usage: UsageReader, dialect: Dialect = {}): NormalisedUsage {
  const names = usage.has("input_token_details") || usage.has("output_token_details") ? TRANSCRIPTION : RESPONSES;
  return { quantities: readTokens(usage, names, dialect), serviceTier: usage.text("service_tier") };
}

/**
 * Cached, written, audio and image tokens are inside the input; reasoning, audio, image and
 * rejected prediction tokens inside the output (rejected predictions are billed as output).
 */
function readTokens(usage: UsageReader, names: Names, dialect: Dialect): UsageQuantities {
  const quantities: UsageQuantities = {};
  const before = usage.errors.length;
  const input = usage.count(names.input);
  readInput(usage, names, dialect, input, quantities, before);
  readOutput(usage, names, dialect, input, quantities, before);
  return quantities;
}

function readInput(
  usage: UsageReader,
  names: Names,
  dialect: Dialect,
  total: number,
  into: UsageQuantities,
  before: number,
): void {
  const details = usage.inner(names.inputDetails);
  const cached = dialect.cached?.count ?? readCached(usage, details);
  const written =
    details.has("cache_write_tokens") || details.has("cache_creation")
      ? details.firstCount("cache_write_tokens", "cache_creation")
      : usage.firstCount("cache_write_tokens", "cache_creation_input_tokens");
  const audio = details.firstCount("audio_tokens", "audio");
  const image = details.count("image_tokens");
  const breakdown = details.has("cached_tokens_details") ? details.inner("cached_tokens_details") : null;
  const cachedAudio = breakdown?.count("audio_tokens") ?? null;
  const cachedImage = breakdown?.count("image_tokens") ?? null;
  if (usage.errors.length > before) return;

  const place = dialect.cached ? usage : details;
  const cachedName = dialect.cached?.name ?? "cached_tokens";
  const fits =
    place.within(cachedName, cached, "cached tokens", total, names.inputWord) &&
    details.within(
      "cache_write_tokens",
      cached + written,
      `cached tokens (${cached} read + ${written} written)`,
      total,
      names.inputWord,
    ) &&
    details.within("audio_tokens", audio, "audio tokens", total, names.inputWord) &&
    details.within(
      "image_tokens",
      audio + image + written,
      `audio, image and written tokens (${audio} + ${image} + ${written})`,
      total,
      names.inputWord,
    ) &&
    details.within(
      "text_tokens",
      details.count("text_tokens") + audio + image,
      "tokens in the details",
      total,
      names.inputWord,
    ) &&
    (cachedAudio === null ||
      (details.within("cached_tokens_details/audio_tokens", cachedAudio, "cached audio tokens", audio, "audio tokens") &&
        details.within("cached_tokens_details/audio_tokens", cachedAudio, "cached audio tokens", cached, "cached tokens"))) &&
    (cachedImage === null ||
      (details.within("cached_tokens_details/image_tokens", cachedImage, "cached image tokens", image, "image tokens") &&
        details.within(
          "cached_tokens_details/image_tokens",
          (cachedAudio ?? 0) + cachedImage,
          "cached audio and image tokens",
          cached,
          "cached tokens",
        )));
  if (fits) splitInput({ total, cached, cachedAudio, cachedImage, write5m: written, write1h: 0, audio, image }, into);
}

function readCached(usage: UsageReader, details: UsageReader): number {
  if (details.has("cached_tokens") || details.has("cache_read")) return details.firstCount("cached_tokens", "cache_read");
  return usage.firstCount("cached_tokens", "cache_read_input_tokens");
}

function readOutput(
  usage: UsageReader,
  names: Names,
  dialect: Dialect,
  input: number,
  into: UsageQuantities,
  before: number,
): void {
  const output = usage.count(names.output);
  const details = usage.inner(names.outputDetails);
  const reasoning = details.firstCount("reasoning_tokens", "reasoning");
  const audio = details.firstCount("audio_tokens", "audio");
  const image =
    dialect.imagesAlone && !details.has("image_tokens") && !details.has("text_tokens") ? output : details.count("image_tokens");
  const sum = usage.count("total_tokens");
  if (usage.errors.length > before) return;

  if (sum > 0 && sum < input + output) {
    usage.fail("total_tokens", `a total of ${sum} is less than ${input} ${names.inputWord} + ${output} ${names.outputWord}`);
    return;
  }
  const outside = isReasoningOutside(dialect, { input, output, reasoning, sum });
  const unnamed = dialect.restOfTotalIsReasoning && reasoning === 0 && sum > input + output ? sum - input - output : 0;
  const allReasoning = reasoning + unnamed;
  const total = output + unnamed + (outside ? reasoning : 0);
  const fits =
    details.within("reasoning_tokens", allReasoning, "reasoning tokens", total, names.outputWord) &&
    details.within(
      "audio_tokens",
      allReasoning + audio + image,
      `reasoning, audio and image tokens (${allReasoning} + ${audio} + ${image})`,
      total,
      names.outputWord,
    );
  if (fits) splitOutput(total, allReasoning, audio, image, into);
}

/** A total that adds up with reasoning on top is proof; without one the dialect decides. */
function isReasoningOutside(
  dialect: Dialect,
  counts: { input: number; output: number; reasoning: number; sum: number },
): boolean {
  if (counts.reasoning === 0) return false;
  if (counts.sum > 0) {
    if (counts.sum === counts.input + counts.output + counts.reasoning) return true;
    if (counts.sum === counts.input + counts.output) return false;
  }
  return dialect.reasoningOutside === true;
}
