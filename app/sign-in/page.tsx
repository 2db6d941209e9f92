import { Center, Paper, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Mark } from "@/components/shell/mark";
import { currentUser } from "@/lib/access/current-user";
import { safeCallback } from "./callback-url";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { callbackUrl } = await searchParams;
  const destination = safeCallback(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if (await currentUser()) redirect(destination);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w="100%" maw={400} style={{ background: "var(--cw-card)" }}>
        <Stack gap="lg">
          <Mark />
          <div>
            <Title order={1} size="h3">
              Sign in
            </Title>
            <Text size="sm" c="dimmed">
              See what every AI call cost, whose it was and why.
            </Text>
          </div>
          <SignInForm destination={destination} />
        </Stack>
      </Paper>
    </Center>
  );
}
