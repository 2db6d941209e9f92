import type { Metadata } from "next";
import { Rules } from "./rules";

export const metadata: Metadata = { title: "Alert rules" };

export default function RulesPage() {
  return <Rules />;
}
