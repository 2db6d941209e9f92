import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { StartFailure } from "../start-failure";

/** Whom PostgreSQL's processes run as; empty = the user of this process. */
export interface Account {
  uid?: number;
  gid?: number;
}

const NAME = "postgres";

/**
 * PostgreSQL refuses to run as root. As root its processes run as the owner of existing data, else
 * as the system's user `postgres`, which is made when the system has none.
 */
export function databaseAccount(dataDirectory?: string): Account {
  if (process.getuid?.() !== 0) return {};
  if (dataDirectory && existsSync(dataDirectory)) {
    const owner = statSync(dataDirectory);
    if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  return systemUser() ?? makeSystemUser();
}

function systemUser(): Account | null {
  const id = (flag: string) => spawnSync("id", [flag, NAME], { encoding: "utf8" });
  const [uid, gid] = [id("-u"), id("-g")];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function makeSystemUser(): Account {
  const ways: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", NAME]],
    ["adduser", ["-S", "-D", "-H", "-s", "/bin/false", NAME]],
  ];
  for (const [program, options] of ways) {
    try {
      execFileSync(program, options, { stdio: "ignore" });
      const made = systemUser();
      if (made) return made;
    } catch {
      // The next way, and in the end the sentence below.
    }
  }
  throw new StartFailure(
    `PostgreSQL does not run as root, and this system has no user "${NAME}" and no program to make one. Add that user, or start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether the account can enter a directory (or run a file). */
export function canReach(account: Account, target: string): boolean {
  if (account.uid === undefined) return true;
  return spawnSync("test", ["-x", target], { ...account, cwd: "/" }).status === 0;
}
