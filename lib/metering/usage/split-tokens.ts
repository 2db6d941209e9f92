import type { UsageQuantities } from "@/lib/pricing/usage-classes";

/** Input of which the parts below are all included in `total`. */
export interface InclusiveInput {
  total: number;
  cached: number;
  /** The part of `cached` known to be audio, where the provider says so. */
  cachedAudio: number | null;
  write5m: number;
  write1h: number;
  audio: number;
  image: number;
}

/**
 * Splits an input total that includes its cached, written, audio and image tokens. Cached tokens
 * are text first; what does not fit into the text was audio, then images (an image read from
 * the cache has no class of its own and counts as cache_read).
 * The caller has checked that cached + written and audio + image + written do not exceed the total.
 */
export function splitInput(input: InclusiveInput, into: UsageQuantities): void {
  const text = input.total - input.write5m - input.write1h - input.audio - input.image;
  const leastAudio = input.cached - text - (input.cachedAudio === null ? 0 : input.image);
  const cachedAudio = Math.min(Math.max(input.cachedAudio ?? 0, leastAudio, 0), input.audio);
  const cachedRest = input.cached - cachedAudio;
  const cachedImage = Math.max(0, cachedRest - text);
  put(into, "input_uncached", text - (cachedRest - cachedImage));
  put(into, "cache_read", cachedRest);
  put(into, "cache_write_5m", input.write5m);
  put(into, "cache_write_1h", input.write1h);
  put(into, "input_audio", input.audio - cachedAudio);
  put(into, "cache_read_audio", cachedAudio);
  put(into, "input_image", input.image - cachedImage);
}

/** Output of which the parts are all included in `total`. */
export function splitOutput(total: number, reasoning: number, audio: number, image: number, into: UsageQuantities): void {
  put(into, "output_visible", total - reasoning - audio - image);
  put(into, "output_reasoning", reasoning);
  put(into, "output_audio", audio);
  put(into, "output_image", image);
}

/** Adds a quantity to its class; zero leaves the class out. */
export function put(into: UsageQuantities, name: keyof UsageQuantities, quantity: number): void {
  if (quantity > 0) into[name] = (into[name] ?? 0) + quantity;
}
