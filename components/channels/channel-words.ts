import type { ChannelAnswer } from "@/lib/deliveries/contract";

const KINDS: Record<string, string> = { slack: "Slack", webhook: "Webhook", pagerduty: "PagerDuty", email: "E-mail" };

export const channelKind = (kind: string) => KINDS[kind] ?? kind;

/** Where a channel leads, as far as it may be shown. */
export function channelPlace({ config }: ChannelAnswer): string {
  const shown = config.to ?? config.url ?? config.routing_key ?? "";
  return Array.isArray(shown) ? shown.join(", ") : String(shown);
}
