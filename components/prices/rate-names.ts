/** Rates of a model in words, with the unit they are asked in. The first four are what most models have. */
export const RATES = [
  { key: "input", label: "Input", unit: "$ per million tokens" },
  { key: "output", label: "Output", unit: "$ per million tokens" },
  { key: "cache_read", label: "Cache read", unit: "$ per million tokens" },
  { key: "cache_write_5m", label: "Cache write", unit: "$ per million tokens" },
  { key: "cache_write_1h", label: "Cache write, 1 hour", unit: "$ per million tokens" },
  { key: "reasoning", label: "Reasoning", unit: "$ per million tokens" },
  { key: "input_audio", label: "Audio in", unit: "$ per million tokens" },
  { key: "output_audio", label: "Audio out", unit: "$ per million tokens" },
  { key: "input_image", label: "Image in", unit: "$ per million tokens" },
  { key: "output_image", label: "Image out", unit: "$ per million tokens" },
  { key: "characters", label: "Characters", unit: "$ per million" },
  { key: "requests", label: "Fee a call", unit: "$ per thousand calls" },
  { key: "images", label: "Images", unit: "$ per image" },
  { key: "audio_hours", label: "Audio", unit: "$ per hour" },
  { key: "web_searches", label: "Web searches", unit: "$ per thousand" },
] as const;

export const COMMON_RATES = 4;

/** "$2.50": a rate as it is asked for, every digit kept. */
export function rateText(rate: string | undefined): string {
  if (rate === undefined) return "–";
  return `$${/^\d+\.\d$/.test(rate) ? `${rate}0` : rate}`;
}

/** Rates besides input and output, in a line. */
export function otherRates(rates: Readonly<Record<string, string | undefined>>): string {
  return RATES.filter(({ key }) => key !== "input" && key !== "output" && rates[key] !== undefined)
    .map(({ key, label }) => `${label.toLowerCase()} ${rateText(rates[key])}`)
    .join(", ");
}
