import { resetPassword } from "@/lib/access/service";
import { StartFailure } from "@/lib/platform/start-failure";
import { type CommandContext, runCommand } from "./run-command";

const USAGE = "npm run admin -- reset-password EMAIL";
const HELP = `Helps where nobody can sign in any more.

  ${USAGE}
      gives that person a new password, prints it once and ends all their sessions
`;

/** Whoever may run this may read the database anyway; the audit log tells that it was done here. */
const actor = { principal: { kind: "system", id: null, name: "npm run admin" } as const, ip: null };

function wantsHelp(args: string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

function emailOf(args: string[]): string {
  const [action, email, ...more] = args;
  if (action !== "reset-password" || !email || more.length > 0) throw new StartFailure(`Say what to do: ${USAGE}`);
  return email;
}

async function admin({ args }: CommandContext): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(HELP);
    return 0;
  }
  const { email, password } = await resetPassword(emailOf(args), actor);
  process.stdout.write(
    `A new password for ${email}; it is shown only now. Their sessions have ended.\n\n  Password  ${password}\n`,
  );
  return 0;
}

await runCommand(admin, {
  before: async ({ args }) => {
    if (!wantsHelp(args)) emailOf(args);
  },
});
