import type { FirstRun } from "@/lib/access/service";

const EXAMPLE_EVENT = {
  id: "first-event",
  tenant: "acme",
  feature: "summarize",
  environment: "production",
  provider: "openai",
  model: "gpt-4o",
  usage: { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
};

export function ingestCommand(url: string, token: string): string {
  return `curl -sS ${url}/ingest -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${JSON.stringify(EXAMPLE_EVENT)}'`;
}

/** What the first start shows, once: how to sign in and how to send the first event. */
export function welcome(url: string, first: FirstRun): string {
  return [
    "",
    "First start. This is shown once; keep it:",
    "",
    `  URL        ${url}`,
    `  E-mail     ${first.email}`,
    `  Password   ${first.password ?? "(the one in COSTWARDEN_ADMIN_PASSWORD)"}`,
    `  API token  ${first.token}`,
    "",
    "Send a first event:",
    "",
    ingestCommand(url, first.token),
    "",
  ].join("\n");
}
