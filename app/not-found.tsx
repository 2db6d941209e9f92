import { Anchor, Center, Stack, Text, Title } from "@mantine/core";

export default function NotFound() {
  return (
    <Center component="main" mih="60dvh" p="md">
      <Stack gap="xs" ta="center">
        <Title order={1} size="h3">
          There is no such page
        </Title>
        <Text c="dimmed">The address may be mistyped, or what it named is gone.</Text>
        <Anchor href="/">To the overview</Anchor>
      </Stack>
    </Center>
  );
}
