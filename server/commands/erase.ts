import { parseArgs } from "node:util";
import { type Erased, eraseName, instancesRunning } from "@/lib/erasure/service";
import { databaseUrl } from "@/lib/platform/database";
import { StartFailure } from "@/lib/platform/start-failure";
import { prepareSchema } from "../open-database";
import { systemAuthor } from "../wiring";
import { runCommand } from "./run-command";

const HELP = `Erases the name of a tenant or a user: a random token takes its place in events, rollups, alerts, the audit log and
everywhere else. Amounts stay, so every total is what it was. It cannot be undone; backups hold the name until they go.

  npm run erase -- --tenant NAME              stop every instance first: they remember names
  npm run erase -- --user NAME                as events name a user, or the e-mail address of somebody who was removed
  npm run erase -- --tenant NAME --dry-run    counts what holds the name, beside a running server too
`;

interface Given {
  kind: "tenant" | "user";
  name: string;
  dryRun: boolean;
}

/** @returns null where help is asked for */
function asked(args: string[]): Given | null {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: "string" },
      user: { type: "string" },
      "dry-run": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  const { tenant, user } = values;
  if ((tenant === undefined) === (user === undefined) || tenant === "" || user === "")
    throw new StartFailure("Say whom to erase: npm run erase -- --tenant NAME, or --user NAME (--help tells more)");
  if (tenant?.startsWith("__")) throw new StartFailure("Names that begin with two underscores are Costwarden's own");
  const dryRun = values["dry-run"] ?? false;
  return tenant === undefined ? { kind: "user", name: user ?? "", dryRun } : { kind: "tenant", name: tenant, dryRun };
}

function inWords({ kind, name, dryRun }: Given, { token, rows, alsoCounted }: Erased): string {
  const tables = Object.entries(rows);
  if (tables.length === 0) return `Nothing holds the ${kind} ${name}.\n`;
  const lines = tables.map(([table, found]) => `  ${table.padEnd(22)} ${found}\n`).join("");
  const merged = alsoCounted.length > 0 ? `Names that count as it stay, erase each: ${alsoCounted.join(", ")}\n` : "";
  if (dryRun) return `Rows that hold the ${kind} ${name}; nothing was changed:\n${lines}${merged}`;
  return `The ${kind} ${name} is ${token} from now on. Rows changed or removed:\n${lines}${merged}Backups made before still hold the name.\n`;
}

await runCommand(
  async ({ args }) => {
    const given = asked(args);
    if (given === null) {
      process.stdout.write(HELP);
      return 0;
    }
    if (!given.dryRun) {
      if ((await instancesRunning()) > 0)
        throw new StartFailure(
          "An instance is running on this database, and remembers names: stop it, then erase. Nothing was changed",
        );
      await prepareSchema(databaseUrl());
    }
    process.stdout.write(inWords(given, await eraseName(given, systemAuthor("npm run erase"))));
    return 0;
  },
  {
    prepare: false,
    before: async ({ args }) => {
      try {
        asked(args);
      } catch (error) {
        const code = (error as { code?: unknown } | null)?.code;
        if (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS") && error instanceof Error)
          throw new StartFailure(`${error.message} (npm run erase -- --help)`);
        throw error;
      }
    },
  },
);
