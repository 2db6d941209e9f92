import type { Metadata } from "next";
import { EditBudget } from "./edit-budget";

export const metadata: Metadata = { title: "Change a budget" };

export default async function EditBudgetPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <EditBudget id={id} />;
}
