import type { Metadata } from "next";
import { EventPage } from "./event";

export const metadata: Metadata = { title: "Event" };

export default async function Page({ params }: { params: Promise<{ ref: string }> }) {
  const { ref } = await params;
  return <EventPage reference={decodeURIComponent(ref)} />;
}
