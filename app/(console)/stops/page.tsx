import type { Metadata } from "next";
import { Stops } from "./stops";

export const metadata: Metadata = { title: "Stops" };

export default function StopsPage() {
  return <Stops />;
}
