import { StartFailure } from "@/lib/platform/start-failure";
import type { Installation } from "./installation";
import { type Holder, type InstanceLock, readHolder, takeLock } from "./instance-lock";

const PATIENCE_MS = 5_000;
/** A server that is stopping lets its last requests end first. */
const STOPPING_PATIENCE_MS = 30_000;
const POLL_MS = 100;

function alreadyHeld(home: string, holder: Holder): StartFailure {
  return holder.role === "server"
    ? new StartFailure(
        `Costwarden is already running on ${home} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ""}); stop it, or set COSTWARDEN_DATA_DIR to another folder.`,
      )
    : new StartFailure(`The command "${holder.role}" (process ${holder.pid}) is using ${home}; start again when it is done.`);
}

/**
 * Takes the data directory for this process. A data command that holds it is waited for a little, and
 * a server that is stopping; a running one is not.
 * @throws StartFailure naming who holds it
 */
export async function holdData(installation: Installation, role: string): Promise<InstanceLock> {
  const taken = await holdDataOrFindServer(installation, role);
  if ("release" in taken) return taken;
  throw alreadyHeld(installation.home, taken);
}

/** As holdData, but a running server is an answer, not a failure. */
export async function holdDataOrFindServer(installation: Installation, role: string): Promise<InstanceLock | Holder> {
  const began = Date.now();
  for (;;) {
    const lock = takeLock(installation.home, role);
    if (lock) return lock;
    const holder = readHolder(installation.home);
    if (holder?.role === "server" && !holder.stopping) return holder;
    if (holder && Date.now() - began > (holder.stopping ? STOPPING_PATIENCE_MS : PATIENCE_MS))
      throw alreadyHeld(installation.home, holder);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
