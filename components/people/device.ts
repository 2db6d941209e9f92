const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

const named = (list: typeof BROWSERS, agent: string) => list.find(([pattern]) => pattern.test(agent))?.[1];

/** "Firefox on Windows": what a User-Agent header says of its sender, else its beginning. */
export function deviceOf(agent: string | null): string {
  if (!agent) return "Unknown device";
  const browser = named(BROWSERS, agent);
  const system = named(SYSTEMS, agent);
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? agent.slice(0, 40));
}
