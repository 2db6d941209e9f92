import type { Metadata } from "next";
import { Budgets } from "./budgets";

export const metadata: Metadata = { title: "Budgets" };

export default function BudgetsPage() {
  return <Budgets />;
}
