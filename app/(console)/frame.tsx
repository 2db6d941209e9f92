"use client";

import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { rangeSearch } from "@/app/hooks/use-range";
import { useSignOut } from "@/app/hooks/use-sign-in";
import { ConsoleShell } from "@/components/shell/console-shell";
import { UserMenu } from "@/components/shell/user-menu";

export function Frame({ children }: { children: ReactNode }) {
  const { user } = useConsole();
  const signOut = useSignOut();
  const search = useSearchParams();
  return (
    <ConsoleShell
      pathname={usePathname()}
      rangeSearch={rangeSearch(new URLSearchParams(search))}
      isAdmin={user.role === "admin"}
      userMenu={<UserMenu {...user} signingOut={!signOut.isIdle} onSignOut={() => signOut.mutate()} />}
    >
      {children}
    </ConsoleShell>
  );
}
