import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import { ConsoleProvider } from "@/app/hooks/use-console";
import { currentUser } from "@/lib/access/current-user";
import { reachOf } from "@/lib/access/service";
import { displayNames } from "@/lib/directory/names/service";
import { lineagesWithin } from "@/lib/keys/service";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Frame } from "./frame";

/** Every page carries the names: beyond so many, keys are shown by their ids, and the browser asks for the others itself. */
const MOST_NAMED = 500;

/** The signed-in product. Who has no session is sent to sign in and back. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  if (!user) {
    const asked = (await headers()).get("x-path");
    redirect(asked && asked !== "/" ? `/sign-in?callbackUrl=${encodeURIComponent(asked)}` : "/sign-in");
  }
  const { timezone, week_starts_on, declared_tags, finance_may_edit_budgets } = await loadOrganisation();
  const { labelOf } = await lineagesWithin(reachOf(user));
  const names = await displayNames(reachOf(user));
  const named = Object.values(names).reduce((sum, of) => sum + Object.keys(of).length, 0);
  const facts = {
    keyNames: Object.fromEntries([...labelOf].slice(0, MOST_NAMED)),
    displayNames: named > MOST_NAMED ? null : names,
    user: { name: user.name, email: user.email, role: user.role, limited: user.tenants !== null },
    organisation: {
      timezone,
      weekStartsOn: week_starts_on,
      tags: declared_tags,
      financeMayEditBudgets: finance_may_edit_budgets,
    },
  };
  return (
    <ConsoleProvider facts={facts}>
      <Suspense>
        <Frame>{children}</Frame>
      </Suspense>
    </ConsoleProvider>
  );
}
