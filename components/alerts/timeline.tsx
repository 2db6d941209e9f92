import { List, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import { TextLink } from "@/components/ui/text-link";
import type { NoteAnswer } from "@/lib/alerts/contract";

function detailWords(detail: NoteAnswer["detail"]): string {
  if (!detail) return "";
  const parts = Object.entries(detail)
    .filter(([, value]) => ["string", "number"].includes(typeof value))
    .map(([name, value]) => (name === "reason" ? String(value) : `${name.replaceAll("_", " ")} ${String(value)}`));
  return parts.length > 0 ? `: ${parts.join(", ")}` : "";
}

/** What happened, oldest first, and who did it. */
export function Timeline({
  notes,
  zone,
  alertLinks = false,
}: {
  notes: readonly NoteAnswer[];
  zone: string;
  alertLinks?: boolean;
}) {
  return (
    <List size="sm" spacing={6} listStyleType="none">
      {notes.map((each) => (
        <List.Item key={each.id}>
          <Text span inherit c="dimmed" className="tabular">
            {formatInstant(each.at, zone)}
          </Text>{" "}
          {each.what.replaceAll("_", " ")} by {each.who}
          <Text span inherit className="wrap-anywhere">
            {detailWords(each.detail)}
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
