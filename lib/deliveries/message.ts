export type MessageKind = "alert" | "digest" | "report" | "reminder" | "test" | "account";
export type MessageSeverity = "info" | "warning" | "critical";

/** What is to be said, neutral of where it goes: each kind of channel renders it within its limits and escapes its names. */
export interface Message {
  kind: MessageKind;
  /** What it means to a service that keeps incidents; "none" is not sent there. */
  event: "trigger" | "update" | "acknowledge" | "resolve" | "none";
  /** The incident it is about; messages of one channel about the same one arrive in order. */
  dedupKey: string;
  severity: MessageSeverity;
  /** One line each, plain text. */
  title: string;
  summary: string;
  /** Who, now, expected, dollars per hour, limit, forecast. */
  facts: readonly { label: string; value: string }[];
  contributors: readonly { name: string; value: string }[];
  /** Paths of the console; the public URL is put before them. */
  links: readonly { label: string; path: string }[];
  occurredAt: Date;
  /** What the generic webhook carries: snake_case, money as plain decimal strings. */
  data: Readonly<Record<string, unknown>>;
  /** Of a mail channel only these addresses: the others have it. */
  only?: readonly string[];
}
