import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "@/components/shell/entrance";
import { TextLink } from "@/components/ui/text-link";
import { waysToSignIn } from "@/lib/access/service";
import { RequestForm } from "./request-form";

export const metadata: Metadata = { title: "Forgotten password" };

export default function RequestResetPage() {
  const { password, mail } = waysToSignIn();
  if (!password) redirect("/sign-in");
  return (
    <Entrance
      title="Forgot your password?"
      lead={
        mail
          ? "Enter your e-mail address: a link to set another password goes to it."
          : "This installation sends no e-mail. Ask an admin for a link to set another password. Where no admin can help, who runs it can: npm run admin -- reset-password EMAIL"
      }
    >
      {mail ? <RequestForm /> : null}
      <TextLink href="/sign-in">Back to sign-in</TextLink>
    </Entrance>
  );
}
