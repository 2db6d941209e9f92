import type { Metadata } from "next";
import { Deliveries } from "./deliveries";

export const metadata: Metadata = { title: "Delivery log" };

export default function DeliveriesPage() {
  return <Deliveries />;
}
