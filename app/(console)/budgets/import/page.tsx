import type { Metadata } from "next";
import { ImportBudgets } from "./import-budgets";

export const metadata: Metadata = { title: "Import budgets" };

export default function ImportBudgetsPage() {
  return <ImportBudgets />;
}
