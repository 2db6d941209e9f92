import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { invitationOf } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { waysToSignIn } from "@/lib/access/service";
import { AcceptForm } from "./accept-form";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  if (!waysToSignIn().password) redirect("/sign-in");
  const { token } = await params;
  const link = await invitationOf(token);
  if ("ended" in link) notFound();
  return (
    <Entrance title="Welcome to Costwarden" lead="Choose a password; you are signed in with it at once.">
      <AcceptForm token={token} {...link.found} />
    </Entrance>
  );
}
