import { List, Text } from "@mantine/core";
import { formatMoney } from "@/components/format/money";
import { formatInstant, formatInstantShort } from "@/components/format/time";
import { TextLink } from "@/components/ui/text-link";
import type { NoteAnswer } from "@/lib/alerts/contract";
import { measured } from "./alert-words";

interface TimelineProps {
  notes: readonly NoteAnswer[];
  zone: string;
  /** The unit of what an alert measured, by its id. */
  unitOf: (alertId: string) => string | null;
  alertLinks?: boolean;
}

const PRODUCT = "Costwarden";

const WHAT: Readonly<Record<string, string>> = {
  severity_rose: "became worse",
  impact_doubled: "impact doubled",
  came_back: "came back",
  cleared: "cleared by itself",
  snooze_over: "snooze ended",
  took_in: "took in another incident",
  merged: "became part of another incident",
};

const WHY: Readonly<Record<string, string>> = {
  page: "",
  late: ", later than it was raised",
  severity: ", that it became worse",
  joined: ", of alerts that joined",
  doubled: ", that its impact doubled",
  again: ", that it goes on after its snooze",
  acknowledged: ", that it was acknowledged",
  resolved: ", that it is over",
  returned: ", that it is back",
};

type Detail = NonNullable<NoteAnswer["detail"]>;

const numberOf = (value: unknown) => (typeof value === "number" ? value : null);

/** What happened, in a few words: "told Slack", "acknowledged by ada@example.com". */
function happened({ what, who, detail }: NoteAnswer): string {
  if (what === "told") {
    const channels = Array.isArray(detail?.channels) ? detail.channels.join(", ") : "";
    return `told ${channels || "nobody"}${WHY[String(detail?.why)] ?? ""}${who === PRODUCT ? "" : `, by ${who}`}`;
  }
  const words = WHAT[what] ?? what.replaceAll("_", " ");
  return who === PRODUCT ? words : `${words} by ${who}`;
}

/** The figures that go with it. */
function figures(
  what: string,
  { severity, actual, expected, impact_usd, until, reason }: Detail,
  unit: string | null,
  zone: string,
) {
  const value = numberOf(actual);
  const usual = numberOf(expected);
  const parts = [
    what === "raised" || what === "severity_rose" ? severity : null,
    value === null ? null : `${measured(value, unit)}${usual === null ? "" : ` against ${measured(usual, unit)} expected`}`,
    typeof impact_usd === "string" ? `${formatMoney(impact_usd)} of impact` : null,
    typeof until === "string" ? `until ${formatInstantShort(until, zone)}` : null,
    reason,
  ].filter((each) => typeof each === "string" && each !== "");
  return parts.length > 0 ? `: ${parts.join(", ")}` : "";
}

/** What happened, oldest first, and who did it. */
export function Timeline({ notes, zone, unitOf, alertLinks = false }: TimelineProps) {
  return (
    <List size="sm" spacing={6} listStyleType="none">
      {notes.map((each) => (
        <List.Item key={each.id}>
          <Text span inherit c="dimmed" className="tabular">
            {formatInstant(each.at, zone)}
          </Text>{" "}
          {happened(each)}
          <Text span inherit className="wrap-anywhere">
            {each.detail && each.what !== "told"
              ? figures(each.what, each.detail, each.alert_id ? unitOf(each.alert_id) : null, zone)
              : ""}
          </Text>
          {alertLinks && each.alert_id ? (
            <>
              {" "}
              <TextLink href={`/alerts/${each.alert_id}`} underline>
                the alert
              </TextLink>
            </>
          ) : null}
        </List.Item>
      ))}
    </List>
  );
}
