/** A model whose maker has said when it stops answering. */
export interface Deprecation {
  /** A day by which its maker had announced it: calls before that are no news. Null: known only to be deprecated. */
  announced: string | null;
  /** When it stops, or stopped; null where the catalogue tells no date. */
  stops: string | null;
  instead: string | null;
  source: string;
}

const OPENAI = "https://developers.openai.com/api/docs/deprecations";
const ANTHROPIC = "https://platform.claude.com/docs/en/about-claude/model-deprecations";

type Row = [models: string, announced: string, stops: string, instead: string | null];

const OPENAI_ROWS: readonly Row[] = [
  ["gpt-3.5-turbo-0613 gpt-3.5-turbo-16k-0613", "2023-11-06", "2024-09-13", null],
  ["gpt-4-32k gpt-4-32k-0613 gpt-4-32k-0314", "2024-06-06", "2025-06-06", "gpt-4o"],
  ["gpt-4-vision-preview gpt-4-1106-vision-preview", "2024-06-06", "2024-12-06", "gpt-4o"],
  ["gpt-4.5-preview gpt-4.5-preview-2025-02-27", "2025-04-14", "2025-07-14", "gpt-4.1"],
  ["o1-preview o1-preview-2024-09-12", "2025-04-28", "2025-07-28", "o3"],
  ["o1-mini o1-mini-2024-09-12", "2025-04-28", "2025-10-27", "o4-mini"],
  ["codex-mini-latest", "2025-11-17", "2026-01-16", "gpt-5-codex-mini"],
  ["chatgpt-4o-latest", "2025-11-18", "2026-02-17", "gpt-5.1-chat-latest"],
  ["gpt-4o-audio-preview-2024-12-17 gpt-4o-mini-audio-preview-2024-12-17", "2026-04-22", "2026-07-23", "gpt-audio"],
  ["gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview-2025-03-11", "2026-04-22", "2026-07-23", "gpt-4.1-mini"],
  ["gpt-5-chat-latest gpt-5.1-chat-latest", "2026-04-22", "2026-07-23", "gpt-5.3-chat-latest"],
  ["gpt-5-codex gpt-5.1-codex gpt-5.1-codex-max gpt-5.2-codex", "2026-04-22", "2026-07-23", "gpt-5.4"],
  ["gpt-5.2-chat-latest gpt-5.3-chat-latest", "2026-05-08", "2026-08-10", "gpt-5.5"],
  ["gpt-3.5-turbo gpt-3.5-turbo-0125", "2026-04-22", "2026-10-23", "gpt-4.1-mini"],
  ["gpt-4 gpt-4-0613", "2026-04-22", "2026-10-23", null],
];

const ANTHROPIC_ROWS: readonly Row[] = [
  ["claude-1.0 claude-1.1 claude-1.2 claude-1.3 claude-instant-1.2", "2024-09-04", "2024-11-06", null],
  ["claude-2.0 claude-2.1 claude-3-sonnet-20240229", "2025-01-21", "2025-07-21", null],
  ["claude-3-opus-20240229", "2025-06-30", "2026-01-05", null],
  ["claude-3-5-sonnet-20240620 claude-3-5-sonnet-20241022", "2025-08-13", "2025-10-28", null],
  ["claude-3-7-sonnet-20250219", "2025-10-28", "2026-02-19", null],
  ["claude-sonnet-4-20250514 claude-opus-4-20250514", "2026-06-15", "2026-06-15", null],
];

const named = (provider: string, source: string, rows: readonly Row[]): [string, Deprecation][] =>
  rows.flatMap(([models, announced, stops, instead]) =>
    models.split(" ").map((model): [string, Deprecation] => [`${provider}/${model}`, { announced, stops, instead, source }]),
  );

/** Dated by their makers, as of what their pages said; whatever else the price catalogue marks is deprecated without a date. */
const DATED: ReadonlyMap<string, Deprecation> = new Map([
  ...named("openai", OPENAI, OPENAI_ROWS),
  ...named("anthropic", ANTHROPIC, ANTHROPIC_ROWS),
]);

/**
 * What is known of a model's end; null for one that goes on. Only the maker's own service is meant: other hosts keep
 * their own dates. Pure. @param marked provider/model of those that the price catalogue marks as deprecated, in lower case
 */
export function deprecationOf(provider: string, model: string, marked: ReadonlySet<string>): Deprecation | null {
  const name = `${provider}/${model}`.toLowerCase();
  const dated = DATED.get(name);
  if (dated) return dated;
  return marked.has(name) ? { announced: null, stops: null, instead: null, source: "the price catalogue" } : null;
}
