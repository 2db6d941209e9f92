import { createTransport } from "nodemailer";
import { settings } from "@/lib/platform/settings";
import type { Receipt } from "../channels/kind";
import { ANSWER_BYTES, TIMEOUT_MS } from "./post";

/** A server that answers each step late must not hold a letter beyond its lease: then it would go twice. */
const WHOLE_MS = TIMEOUT_MS + 5_000;

export interface Mail {
  to: readonly string[];
  subject: string;
  text: string;
  /** Without brackets and host; the same on each attempt, so that a mailbox shows it once. */
  id: string;
  /** What it answers in a mailbox that shows threads. */
  thread?: string;
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  recipient?: string;
  rejectedErrors?: SmtpError[];
}

/** Busy, greylisted, full for now: 4xx. */
const mayPass = ({ responseCode }: SmtpError) => responseCode !== undefined && responseCode < 500;

const WITHOUT_SERVER: Receipt = {
  outcome: "retry",
  status: null,
  answer: "",
  error: "No mail server is set: COSTWARDEN_SMTP_URL",
  retryAfterMs: null,
};

/** From whom letters come: the setting, else costwarden@ the mail server's host. */
function sender(smtp: URL): string {
  return settings().COSTWARDEN_MAIL_FROM ?? `Costwarden <costwarden@${smtp.hostname}>`;
}

/** A host as it may stand in a Message-ID. */
const idHost = (smtp: URL) => smtp.hostname.replace(/[^\w.-]/g, "") || "costwarden";

function withinTime<T>(sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })), WHOLE_MS);
  });
  return Promise.race([sending, late]).finally(() => clearTimeout(timer));
}

/** Sends one mail through the configured server; a 5xx answer of SMTP is a refusal, everything else may pass. */
export async function sendMail({ to, subject, text, id, thread }: Mail): Promise<Receipt> {
  const { COSTWARDEN_SMTP_URL: url } = settings();
  if (url === undefined) return WITHOUT_SERVER;
  const smtp = new URL(url);
  const wait = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, dnsTimeout: TIMEOUT_MS };
  const transport = createTransport(
    {
      host: smtp.hostname.replace(/^\[|\]$/g, ""),
      port: Number(smtp.port) || (smtp.protocol === "smtps:" ? 465 : 587),
      secure: smtp.protocol === "smtps:",
      ...(smtp.username === ""
        ? {}
        : { auth: { user: decodeURIComponent(smtp.username), pass: decodeURIComponent(smtp.password) } }),
      tls: { rejectUnauthorized: smtp.searchParams.get("tls.rejectUnauthorized") !== "false" },
      requireTLS: smtp.searchParams.get("requireTLS") === "true",
      ignoreTLS: smtp.searchParams.get("ignoreTLS") === "true",
      ...wait,
    },
    { disableFileAccess: true, disableUrlAccess: true },
  );
  try {
    const info = await withinTime(
      transport.sendMail({
        from: sender(smtp),
        to: [...to],
        subject,
        text,
        messageId: `<${id}@${idHost(smtp)}>`,
        ...(thread === undefined ? {} : { references: `<${thread}@${idHost(smtp)}>` }),
        headers: { "Auto-Submitted": "auto-generated" },
      }),
    );
    const rejected = info.rejected.length === 0 ? null : `The mail server refused ${info.rejected.join(", ")}`;
    const { rejectedErrors = [] } = info as { rejectedErrors?: SmtpError[] };
    const later = rejectedErrors.filter(mayPass);
    const left = later.flatMap(({ recipient }) => recipient ?? []);
    return {
      outcome: left.length > 0 ? "retry" : "ok",
      ...(left.length > 0 ? { left } : {}),
      status: later[0]?.responseCode ?? (Number.parseInt(info.response, 10) || 250),
      answer: info.response.slice(0, ANSWER_BYTES),
      error: rejected,
      retryAfterMs: null,
    };
  } catch (thrown) {
    const error = thrown as SmtpError;
    const status = error.responseCode ?? null;
    // A wrong password is the installation's to correct; the letter itself is not refused by it.
    const refused = status !== null && error.code !== "EAUTH" && !(error.rejectedErrors ?? [error]).some(mayPass);
    return {
      outcome: refused ? "refused" : "retry",
      status,
      answer: (error.response ?? "").slice(0, ANSWER_BYTES),
      error: `The mail server ${smtp.hostname} ${status === null ? `could not be talked to (${error.code ?? error.name})` : `answered ${status}`}`,
      retryAfterMs: null,
    };
  } finally {
    transport.close();
  }
}
