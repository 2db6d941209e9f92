import { writeBackup } from "@/lib/platform/backup/write-backup";
import { now } from "@/lib/platform/clock";
import { databaseUrl, pool } from "@/lib/platform/database";
import { settings } from "@/lib/platform/settings";
import { diskFailure, StartFailure } from "@/lib/platform/start-failure";
import { readSecretFile, refuseForeignSecret, secretCheck } from "../installation-secret";
import { type CommandContext, runCommand } from "./run-command";

async function backup({ args, file, signal, installation }: CommandContext): Promise<number> {
  const [name, more] = args;
  if (!name || more) throw new StartFailure("Say where the backup goes, for example: npm run backup -- costwarden.backup");
  const target = file(name);
  const { rows } = await pool().query<{ there: boolean }>("SELECT to_regclass('setting') IS NOT NULL AS there");
  if (!rows[0]?.there) throw new StartFailure("There is nothing to back up: this installation has never been started.");
  await refuseForeignSecret(pool());
  // A secret of the environment is the operator's to keep; a generated one exists nowhere else.
  const generated = settings().COSTWARDEN_SECRET ? null : readSecretFile(installation);
  try {
    const header = await writeBackup({
      url: databaseUrl(),
      file: target,
      secretCheck: secretCheck(),
      ...(generated ? { secret: generated } : {}),
      createdAt: now(),
      signal,
    });
    const count = header.tables.reduce((sum, table) => sum + table.rows, 0);
    process.stdout.write(`Wrote ${target}: ${count} rows of ${header.tables.length} tables.\n`);
    process.stdout.write(
      generated
        ? "It holds this installation's secret: keep it as safe as the data themselves.\n"
        : "It does not hold COSTWARDEN_SECRET: a restore needs the same one.\n",
    );
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new StartFailure(`${target} cannot be written: there is no such folder; make it, or name another.`);
    throw diskFailure(error, target) ?? error;
  }
}

// As it is found: a backup before an upgrade must not begin the upgrade.
await runCommand(backup, { prepare: false });
