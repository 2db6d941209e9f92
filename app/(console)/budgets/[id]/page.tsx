import type { Metadata } from "next";
import { BudgetPage } from "./budget";

export const metadata: Metadata = { title: "Budget" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <BudgetPage id={id} />;
}
