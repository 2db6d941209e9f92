import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Pool } from "pg";
import { hmac, setSecret } from "@/lib/platform/secret";
import { settings } from "@/lib/platform/settings";
import { StartFailure } from "@/lib/platform/start-failure";
import type { Installation } from "./installation";

const SETTING = "secret_check";

/** What a database or a backup remembers of its secret: enough to recognise it, useless to find it. */
export function secretCheck(): string {
  return hmac("secret check", "costwarden");
}

/**
 * Gives the process its secret: COSTWARDEN_SECRET, else the file beside the data, which is made on
 * first start. Existing embedded data without their file are refused, never given a new secret.
 */
export function loadSecret(installation: Installation): void {
  const known = settings().COSTWARDEN_SECRET ?? readSecretFile(installation);
  if (!known && existsSync(installation.data)) {
    throw new StartFailure(
      `The secret of this data is missing: put back ${installation.secretFile}, or set COSTWARDEN_SECRET to what it was.`,
    );
  }
  setSecret(known ?? writeSecretFile(installation, randomBytes(32).toString("base64url")));
}

export function readSecretFile(installation: Installation): string | null {
  return existsSync(installation.secretFile) ? readFileSync(installation.secretFile, "utf8").trim() || null : null;
}

/** Appears whole or not at all; where another process was first, its secret is returned. */
export function writeSecretFile(installation: Installation, value: string): string {
  const draft = `${installation.secretFile}.${process.pid}`;
  writeFileSync(draft, `${value}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, installation.secretFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecretFile(installation) ?? value;
}

/** The first instance of a database leaves the check value; every other secret is refused from then on. */
export async function refuseForeignSecret(pool: Pool): Promise<void> {
  const check = secretCheck();
  await pool.query("INSERT INTO setting (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT (key) DO NOTHING", [
    SETTING,
    check,
  ]);
  const { rows } = await pool.query<{ value: string }>("SELECT value #>> '{}' AS value FROM setting WHERE key = $1", [SETTING]);
  if (rows[0]?.value !== check) throw foreignSecret();
}

export function foreignSecret(): StartFailure {
  return new StartFailure(
    "This database was set up with another secret: set COSTWARDEN_SECRET to the one it was started with first (every instance needs the same). Nothing was changed.",
  );
}
