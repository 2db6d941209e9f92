import { StartFailure } from "@/lib/platform/start-failure";
import type { Installation } from "./installation";
import { type Holder, type InstanceLock, readHolder, takeLock } from "./instance-lock";

const PATIENCE_MS = 5_000;
const POLL_MS = 100;

function alreadyHeld(home: string, holder: Holder): StartFailure {
  return holder.role === "server"
    ? new StartFailure(
        `Costwarden is already running on ${home} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ""}); stop it, or set COSTWARDEN_DATA_DIR to another folder.`,
      )
    : new StartFailure(`The command "${holder.role}" (process ${holder.pid}) is using ${home}; start again when it is done.`);
}

/**
 * Takes the data directory for this process. A data command that holds it is waited for a little; a
 * running server is not.
 * @throws StartFailure naming who holds it
 */
export async function holdData(installation: Installation, role: string): Promise<InstanceLock> {
  const taken = await holdDataOrFindServer(installation, role);
  if ("release" in taken) return taken;
  throw alreadyHeld(installation.home, taken);
}

/** As holdData, but a running server is an answer, not a failure. */
export async function holdDataOrFindServer(installation: Installation, role: string): Promise<InstanceLock | Holder> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const lock = takeLock(installation.home, role);
    if (lock) return lock;
    const holder = readHolder(installation.home);
    if (holder?.role === "server") return holder;
    if (holder && Date.now() > deadline) throw alreadyHeld(installation.home, holder);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
