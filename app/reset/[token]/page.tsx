import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { resetOf } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { waysToSignIn } from "@/lib/access/service";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "New password" };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  if (!waysToSignIn().password) redirect("/sign-in");
  const { token } = await params;
  const link = await resetOf(token);
  if ("ended" in link) notFound();
  return (
    <Entrance title="Set a new password" lead="Every session of yours ends; you are signed in here with the new password.">
      <ResetForm token={token} email={link.found.email} />
    </Entrance>
  );
}
