import type { Metadata } from "next";
import { NewBudget } from "./new-budget";

export const metadata: Metadata = { title: "New budget" };

export default function NewBudgetPage() {
  return <NewBudget />;
}
