import type { UsageClass, UsageQuantities } from "@/lib/pricing/usage-classes";

/** Input of which the parts below are all included in `total`. */
export interface InclusiveInput {
  total: number;
  cached: number;
  /** The part of `cached` known to be audio, where the provider says so. */
  cachedAudio: number | null;
  /** The same of images. */
  cachedImage?: number | null;
  write5m: number;
  write1h: number;
  audio: number;
  image: number;
}

/**
 * Splits an input total that includes its cached, written, audio and image tokens. Cached tokens
 * are text first; what does not fit into the text was audio, then images.
 * The caller has checked that cached + written and audio + image + written do not exceed the total.
 */
export function splitInput(input: InclusiveInput, into: UsageQuantities): void {
  const text = input.total - input.write5m - input.write1h - input.audio - input.image;
  const knownImage = Math.min(input.cachedImage ?? 0, input.image);
  const leastAudio = input.cached - knownImage - text - (input.cachedAudio === null ? 0 : input.image - knownImage);
  const cachedAudio = Math.min(Math.max(input.cachedAudio ?? 0, leastAudio, 0), input.audio);
  const cachedImage = Math.max(knownImage, input.cached - cachedAudio - text);
  const cachedText = input.cached - cachedAudio - cachedImage;
  put(into, "input_uncached", text - cachedText);
  put(into, "cache_read", cachedText);
  put(into, "cache_write_5m", input.write5m);
  put(into, "cache_write_1h", input.write1h);
  put(into, "input_audio", input.audio - cachedAudio);
  put(into, "cache_read_audio", cachedAudio);
  put(into, "cache_read_image", cachedImage);
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
export function put(into: UsageQuantities, name: UsageClass, quantity: number): void {
  if (quantity > 0) into[name] = (into[name] ?? 0) + quantity;
}
