import { isJsonObject } from "../json-object";
import { put, splitInput, splitOutput } from "./split-tokens";
import { type NormalisedUsage, UsageReader } from "./usage-reader";

type Modality = "AUDIO" | "IMAGE" | "VIDEO" | "OTHER";
type Modalities = Record<Modality, number>;

/** `promptTokenCount` of REST and JavaScript, `prompt_token_count` of Python. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function nameIn(usage: UsageReader, ...names: string[]): string {
  for (const name of names) {
    if (usage.has(name)) return name;
    const snake = snakeCase(name);
    if (usage.has(snake)) return snake;
  }
  return names[0] ?? "";
}

/** A list of {modality, tokenCount}, summed by modality (TEXT, DOCUMENT and new ones as OTHER). */
function readModalities(usage: UsageReader, name: string, whole: number, wholeName: string): Modalities {
  const sums: Modalities = { AUDIO: 0, IMAGE: 0, VIDEO: 0, OTHER: 0 };
  const list = usage.object[name];
  if (list === undefined || list === null) return sums;
  if (!Array.isArray(list)) {
    usage.fail(name, "must be an array of {modality, tokenCount}");
    return sums;
  }
  list.slice(0, 64).forEach((item: unknown, index) => {
    if (!isJsonObject(item)) {
      usage.fail(`${name}/${index}`, "must be an object");
      return;
    }
    const part = new UsageReader(item, `${usage.pointer}/${name}/${index}`, usage.errors);
    const modality = String(typeof item.modality === "string" ? item.modality : "").toUpperCase();
    sums[modality === "AUDIO" || modality === "IMAGE" || modality === "VIDEO" ? modality : "OTHER"] += part.firstCount(
      "tokenCount",
      "token_count",
    );
  });
  usage.within(name, sums.AUDIO + sums.IMAGE + sums.VIDEO + sums.OTHER, "tokens by modality", whole, wholeName);
  return sums;
}

/**
 * Gemini and Vertex `usageMetadata`: cached tokens are inside the prompt; thoughts are outside the
 * candidates, and what tools put into the prompt is outside the prompt:
 * total = prompt + tool use + candidates + thoughts.
 */
export function readGemini(usage: UsageReader): NormalisedUsage {
  const before = usage.errors.length;
  const promptName = nameIn(usage, "promptTokenCount");
  const cachedName = nameIn(usage, "cachedContentTokenCount");
  const toolsName = nameIn(usage, "toolUsePromptTokenCount");
  const candidatesName = nameIn(usage, "candidatesTokenCount", "responseTokenCount");
  const totalName = nameIn(usage, "totalTokenCount");
  const prompt = usage.count(promptName);
  const cached = usage.count(cachedName);
  const tools = usage.count(toolsName);
  const candidates = usage.count(candidatesName);
  const thoughts = usage.count(nameIn(usage, "thoughtsTokenCount"));
  const total = usage.count(totalName);
  const inPrompt = readModalities(usage, nameIn(usage, "promptTokensDetails"), prompt, "prompt tokens");
  const inCache = readModalities(usage, nameIn(usage, "cacheTokensDetails"), cached, "cached tokens");
  const inTools = readModalities(usage, nameIn(usage, "toolUsePromptTokensDetails"), tools, "tool use tokens");
  const inCandidates = readModalities(
    usage,
    nameIn(usage, "candidatesTokensDetails", "responseTokensDetails"),
    candidates,
    "candidate tokens",
  );
  const normalised: NormalisedUsage = { quantities: {}, serviceTier: null };
  if (usage.errors.length > before || !usage.within(cachedName, cached, "cached tokens", prompt, "prompt tokens"))
    return normalised;
  if (total > 0 && total < prompt + tools + candidates) {
    usage.fail(
      totalName,
      `a total of ${total} is less than ${prompt} prompt + ${tools} tool use + ${candidates} candidate tokens`,
    );
    return normalised;
  }

  // Video read from the cache has no class of its own: it is taken out of the video and counts as cache_read.
  const cachedVideo = Math.min(inCache.VIDEO, inPrompt.VIDEO);
  const video = inPrompt.VIDEO - cachedVideo;
  splitInput(
    {
      total: prompt - video,
      cached,
      cachedAudio: Math.min(inCache.AUDIO, inPrompt.AUDIO),
      write5m: 0,
      write1h: 0,
      audio: inPrompt.AUDIO,
      image: inPrompt.IMAGE,
    },
    normalised.quantities,
  );
  put(normalised.quantities, "input_video", video + inTools.VIDEO);
  put(normalised.quantities, "input_audio", inTools.AUDIO);
  put(normalised.quantities, "input_image", inTools.IMAGE);
  put(normalised.quantities, "input_uncached", tools - inTools.VIDEO - inTools.AUDIO - inTools.IMAGE);
  splitOutput(candidates + thoughts, thoughts, inCandidates.AUDIO, inCandidates.IMAGE, normalised.quantities);
  return normalised;
}
