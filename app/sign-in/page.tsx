import { Alert } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "@/components/shell/entrance";
import { currentUser } from "@/lib/access/current-user";
import { waysToSignIn } from "@/lib/access/service";
import { safeCallback } from "./callback-url";
import { refusalInWords } from "./refusal";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { callbackUrl, error, recovery } = await searchParams;
  const destination = safeCallback(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if (await currentUser()) redirect(destination);
  const { password, provider } = waysToSignIn();
  const refused = refusalInWords(error);
  return (
    <Entrance title="Sign in" lead="See what every AI call cost, whose it was and why.">
      {refused ? (
        <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
          {refused}
        </Alert>
      ) : null}
      <SignInForm
        destination={destination}
        provider={provider}
        withPassword={password || recovery !== undefined}
        mayReset={password}
      />
    </Entrance>
  );
}
