import { Text } from "@mantine/core";

/** The HTTP status of a call; a failure says so in words too. */
export function StatusMark({ status, errorCode }: { status: number | null; errorCode: string | null }) {
  const failed = (status !== null && status >= 400) || errorCode !== null;
  if (status === null && errorCode === null)
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    );
  return (
    <Text span inherit c={failed ? "var(--cw-rise)" : undefined} className="tabular">
      {status ?? ""}
      {failed ? (
        <Text size="xs" className="wrap-anywhere">
          {errorCode ?? "failed"}
        </Text>
      ) : null}
    </Text>
  );
}
