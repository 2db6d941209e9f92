import { BackupError, type BackupHeader } from "@/lib/platform/backup/format";
import { restoreBackup } from "@/lib/platform/backup/restore-backup";
import { verifyBackup } from "@/lib/platform/backup/verify-backup";
import { databaseUrl } from "@/lib/platform/database";
import { setSecret } from "@/lib/platform/secret";
import { settings } from "@/lib/platform/settings";
import { StartFailure } from "@/lib/platform/start-failure";
import type { Installation } from "../installation";
import { readSecretFile, secretCheck, writeSecretFile } from "../installation-secret";
import { type CommandContext, runCommand } from "./run-command";

function named(args: string[]): string {
  const [name, more] = args;
  if (!name || more) throw new StartFailure("Say which backup to restore, for example: npm run restore -- costwarden.backup");
  return name;
}

/** A file that is damaged, or of another secret, is refused before anything is touched. */
async function verify({ args, file, installation }: CommandContext): Promise<void> {
  const source = file(named(args));
  takeSecret(installation, await reading(source, () => verifyBackup(source)));
}

/** What was digested under one secret is lost under another, so the restored installation gets the backup's. */
function takeSecret(installation: Installation, header: BackupHeader): void {
  const known = settings().COSTWARDEN_SECRET ?? readSecretFile(installation) ?? header.secret;
  if (!known) {
    throw new StartFailure(
      "The backup was made under a COSTWARDEN_SECRET that it does not hold: set the same one and restore again.",
    );
  }
  setSecret(known);
  if (secretCheck() !== header.secret_check) {
    throw new StartFailure(
      settings().COSTWARDEN_SECRET
        ? "The backup was made under another secret than COSTWARDEN_SECRET: set the one it was made under, or leave it out if the backup holds its own. Nothing was changed."
        : `The backup was made under another secret than ${installation.secretFile}: restore into a new data directory (COSTWARDEN_DATA_DIR). Nothing was changed.`,
    );
  }
  if (!settings().COSTWARDEN_SECRET) writeSecretFile(installation, known);
}

async function restore({ args, file }: CommandContext): Promise<number> {
  const source = file(named(args));
  const header = await reading(source, () => restoreBackup({ url: databaseUrl(), file: source }));
  const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
  process.stdout.write(`Restored ${source} of ${header.created_at}: ${rows} rows of ${header.tables.length} tables.\n`);
  return 0;
}

async function reading<T>(source: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupError) throw new StartFailure(`${source} was not restored. ${error.message}`);
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "EACCES", "EISDIR"].includes(code)) throw new StartFailure(`${source} cannot be read (${code}).`);
    throw error;
  }
}

await runCommand(restore, { before: verify, prepare: false });
