import { databaseUrl } from "@/lib/platform/database";
import { isDomainError } from "@/lib/platform/errors";
import { MigrationError } from "@/lib/platform/migrations";
import { SettingsError } from "@/lib/platform/settings";
import { isStartFailure } from "@/lib/platform/start-failure";
import { databaseFailure } from "./database-failure";

/** Prints why the process ends: one sentence on stderr; the stack too where the log's level is debug. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`costwarden: ${sentence(error)}\n`);
  if (process.env.COSTWARDEN_LOG_LEVEL === "debug" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function sentence(error: unknown): string {
  if (isStartFailure(error) || isDomainError(error) || error instanceof MigrationError || error instanceof SettingsError) {
    return error.message;
  }
  const code = (error as { code?: unknown } | null)?.code;
  const ofDatabase = typeof code === "string" && (/^[0-9A-Z]{5}$/.test(code) || /^(ECONN|ETIMEDOUT|EPIPE)/.test(code));
  if (ofDatabase) return databaseFailure(error, knownDatabaseUrl()).sentence;
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").find((line) => line.trim() !== "") ?? "an error without a message";
}

function knownDatabaseUrl(): string {
  try {
    return databaseUrl();
  } catch {
    return "";
  }
}
