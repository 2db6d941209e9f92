const NAMES: Record<string, string> = {
  input_uncached: "Input tokens",
  cache_read: "Input tokens read from cache",
  cache_write_5m: "Input tokens written to cache, 5 minutes",
  cache_write_1h: "Input tokens written to cache, 1 hour",
  output_visible: "Output tokens",
  output_reasoning: "Reasoning tokens",
  input_audio: "Audio input tokens",
  cache_read_audio: "Audio input tokens read from cache",
  cache_read_image: "Image input tokens read from cache",
  output_audio: "Audio output tokens",
  input_image: "Image input tokens",
  output_image: "Image output tokens",
  input_video: "Video input tokens",
  images: "Images",
  seconds: "Seconds of audio",
  characters: "Characters",
  web_searches: "Web searches",
  requests: "Fee for the call",
};

/** A class of usage in words. */
export function className(usageClass: string): string {
  return NAMES[usageClass] ?? usageClass;
}
