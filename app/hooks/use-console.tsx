"use client";

import { createContext, type ReactNode, useContext } from "react";
import { nameValues } from "@/components/filters/dimensions";
import type { DisplayNames } from "@/lib/directory/contract";
import { useDisplayNames } from "./use-display-names";

export interface ConsoleUser {
  name: string;
  email: string;
  role: "admin" | "finance" | "engineer" | "viewer";
  /** Limited to tenants: what concerns more is refused, and need not be offered. */
  limited: boolean;
}

export interface ConsoleFacts {
  /** What registered keys are called, by their ids. */
  keyNames: Readonly<Record<string, string>>;
  /** What tenants, features and environments are called; null: so many that the browser asks for them itself. */
  displayNames: DisplayNames | null;
  user: ConsoleUser;
  organisation: {
    /** IANA name; days, weeks and months are told in it unless the reader chooses another. */
    timezone: string;
    /** 0 = Sunday ... 6 = Saturday. */
    weekStartsOn: 0 | 1 | 2 | 3 | 4 | 5 | 6;
    /** Names of the tags that reports may group by. */
    tags: readonly string[];
    /** Finance may change budgets too. */
    financeMayEditBudgets: boolean;
  };
}

const Context = createContext<ConsoleFacts | null>(null);

export function ConsoleProvider({ facts, children }: { facts: ConsoleFacts; children: ReactNode }) {
  const names = useDisplayNames(facts.displayNames);
  nameValues("key", facts.keyNames);
  for (const [dimension, called] of Object.entries(names)) nameValues(dimension, called);
  return <Context value={facts}>{children}</Context>;
}

/** Who is signed in and how their organisation counts time. */
export function useConsole(): ConsoleFacts {
  const facts = useContext(Context);
  if (!facts) throw new Error("useConsole outside of the console's layout");
  return facts;
}

/** Whether who is signed in may change budgets; where not, why. */
export function useBudgetRights(): { mayEdit: true } | { mayEdit: false; reason: string } {
  const { user, organisation } = useConsole();
  const { financeMayEditBudgets } = organisation;
  if (user.role === "admin" || (user.role === "finance" && financeMayEditBudgets)) return { mayEdit: true };
  return { mayEdit: false, reason: `${financeMayEditBudgets ? "Admins and finance" : "Admins"} change budgets.` };
}
