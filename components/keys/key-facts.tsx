import { Stack, Text } from "@mantine/core";
import { Facts } from "@/components/events/facts";
import { valueLabel } from "@/components/filters/dimensions";
import { formatInstant } from "@/components/format/time";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import type { ProviderKeyDetail } from "@/lib/keys/contract";
import { dueText } from "./marks";

interface KeyFactsProps {
  detail: ProviderKeyDetail;
  zone: string;
  eventsHref: string;
}

const list = (dimension: string, names: readonly string[], none: string) =>
  names.length === 0 ? none : names.map((name) => valueLabel(dimension, name)).join(", ");

/** What is known of a key: what people said, and where events show it. */
export function KeyFacts({ detail, zone, eventsHref }: KeyFactsProps) {
  const used = (dimension: "environment" | "tenant" | "feature") =>
    detail.used_in[dimension]
      .map(({ value, last_seen }) => `${valueLabel(dimension, value)} (${formatInstant(last_seen, zone)})`)
      .join(", ") || "nowhere yet";
  return (
    <Panel
      title="About this key"
      actions={
        <Text size="sm">
          <TextLink href={eventsHref}>List its events</TextLink>
        </Text>
      }
    >
      <Stack gap="md">
        <Facts
          facts={[
            [
              "Owner",
              detail.owner
                ? `${detail.owner.name || detail.owner.email}${detail.owner.gone ? " (no access any more)" : ""}`
                : "nobody",
            ],
            ["Purpose", detail.purpose],
            ["Due", `${dueText(detail.days_left, detail.due_reason)}${detail.due_on ? ` (${detail.due_on})` : ""}`],
            ["Last rotated", formatInstant(detail.last_rotated_at, zone)],
            ["Expires", detail.expires_at ? formatInstant(detail.expires_at, zone) : "not known"],
            [
              "Environments",
              list("environment", detail.allowed_environments, `${valueLabel("environment", detail.environment)} only`),
            ],
            ["Tenants", list("tenant", detail.allowed_tenants, "any")],
            ["Features", list("feature", detail.allowed_features, "any")],
            ["Time zone", detail.timezone ?? "the organisation's"],
            ["Registered", `${formatInstant(detail.created_at, zone)} by ${detail.created_by}`],
            ["First seen", detail.first_seen ? formatInstant(detail.first_seen, zone) : "never"],
            ["Seen in environments", used("environment")],
            ["Seen for tenants", used("tenant")],
            ["Seen in features", used("feature")],
          ]}
        />
        <Facts
          facts={detail.values.map((value) => [
            `Value ${value.generation}`,
            `…${value.last4 || value.fingerprint.slice(0, 8)}, ${value.state}, registered ${formatInstant(value.registered_at, zone)}${
              value.last_seen ? `, last seen ${formatInstant(value.last_seen, zone)}` : ", never seen"
            }`,
          ])}
        />
      </Stack>
    </Panel>
  );
}
