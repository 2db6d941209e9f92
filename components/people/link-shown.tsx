import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import { CodeBlock } from "@/components/ui/code-block";
import type { LinkMade } from "@/lib/access/people/contract";

interface LinkShownProps {
  email: string;
  kind: "invitation" | "reset";
  /** Null where no link is needed: people sign in at the identity provider. */
  link: LinkMade | null;
  zone: string;
  onDone: () => void;
}

/** The one time a link is shown, or word that it was e-mailed. */
export function LinkShown({ email, kind, link, zone, onDone }: LinkShownProps) {
  const until = link ? formatInstant(link.expires_at, zone) : "";
  return (
    <Stack gap="md">
      <Alert role="status" variant="outline" c="var(--mantine-color-text)" color="warden">
        {link === null
          ? `${email} may sign in at the identity provider now.`
          : link.emailed
            ? `The link was e-mailed to ${email}. It works once, until ${until}.`
            : `No e-mail is set up here: give this link to ${email} yourself. It is shown only now, works once, until ${until}.`}
      </Alert>
      {link?.url ? <CodeBlock text={link.url} label={`The ${kind} link of ${email}`} wrap /> : null}
      {link?.url ? (
        <Text size="sm" c="dimmed">
          Whoever has the link sets this person's password: send it where only they read.
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
