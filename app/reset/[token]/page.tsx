import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { linkOf } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { TextLink } from "@/components/ui/text-link";
import { readReset, waysToSignIn } from "@/lib/access/service";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "New password" };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  if (!waysToSignIn().password) redirect("/sign-in");
  const { token } = await params;
  const link = await linkOf(() => readReset(token));
  if ("ended" in link)
    return (
      <Entrance title="This link cannot be used" lead={link.ended}>
        <TextLink href="/reset">Ask for another link</TextLink>
      </Entrance>
    );
  return (
    <Entrance title="Set a new password" lead="Every session of yours ends; you are signed in here with the new password.">
      <ResetForm token={token} email={link.found.email} />
    </Entrance>
  );
}
