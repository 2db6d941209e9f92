import type { Metadata } from "next";
import { KeyPage } from "./key";

export const metadata: Metadata = { title: "Key" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <KeyPage id={id} />;
}
