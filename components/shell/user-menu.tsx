"use client";

import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import Link from "next/link";

interface UserMenuProps {
  name: string;
  email: string;
  role: string;
  signingOut: boolean;
  onSignOut: () => void;
}

export function UserMenu({ name, email, role, signingOut, onSignOut }: UserMenuProps) {
  const shown = name || email;
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${shown}`}>
          <Avatar radius="xl" size={34} color="warden" variant="filled" aria-hidden>
            {shown.slice(0, 1).toUpperCase()}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)" fw={600} truncate>
            {shown}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            {email} · {role}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} href="/settings/profile" leftSection={<IconUser size={16} aria-hidden />}>
          Profile
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={onSignOut} disabled={signingOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
