const EVENT = {
  tenant: "acme",
  feature: "summarize",
  environment: "production",
  provider: "openai",
  model: "gpt-4o",
  usage: { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
};

/** A command for a POSIX shell that reports one call. */
export function firstEventCommand(origin: string, token: string): string {
  return [
    `curl -sS ${origin}/ingest \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${JSON.stringify(EVENT)}'`,
  ].join("\n");
}
