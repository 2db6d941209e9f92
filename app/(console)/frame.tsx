"use client";

import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useOpenAlerts } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { rangeSearch } from "@/app/hooks/use-range";
import { useSignOut } from "@/app/hooks/use-sign-in";
import { ConsoleShell } from "@/components/shell/console-shell";
import { UserMenu } from "@/components/shell/user-menu";

const ALERTS_MS = 10_000;

export function Frame({ children }: { children: ReactNode }) {
  const { user } = useConsole();
  const signOut = useSignOut();
  const search = useSearchParams();
  const open = useOpenAlerts(ALERTS_MS).data;
  const waiting = open ? open.critical + open.warning : 0;
  return (
    <ConsoleShell
      badges={{ "/alerts": { count: waiting, urgent: (open?.critical ?? 0) > 0, words: "open" } }}
      pathname={usePathname()}
      rangeSearch={rangeSearch(new URLSearchParams(search))}
      isAdmin={user.role === "admin"}
      userMenu={<UserMenu {...user} signingOut={!signOut.isIdle} onSignOut={() => signOut.mutate()} />}
    >
      {children}
    </ConsoleShell>
  );
}
