import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { linkOf } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { TextLink } from "@/components/ui/text-link";
import { readInvitation, waysToSignIn } from "@/lib/access/service";
import { AcceptForm } from "./accept-form";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  if (!waysToSignIn().password) redirect("/sign-in");
  const { token } = await params;
  const link = await linkOf(() => readInvitation(token));
  if ("ended" in link)
    return (
      <Entrance title="This invitation cannot be used" lead={link.ended}>
        <TextLink href="/sign-in">To sign-in</TextLink>
      </Entrance>
    );
  return (
    <Entrance title="Welcome to Costwarden" lead="Choose a password; you are signed in with it at once.">
      <AcceptForm token={token} {...link.found} />
    </Entrance>
  );
}
