import type { Metadata } from "next";
import { Inbox } from "./inbox";

export const metadata: Metadata = { title: "Alerts" };

export default function AlertsPage() {
  return <Inbox />;
}
