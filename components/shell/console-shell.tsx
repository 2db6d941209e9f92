"use client";

import { AppShell, Badge, Burger, Group, NavLink, ScrollArea, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useMounted } from "@mantine/hooks";
import Link from "next/link";
import { type ReactNode, useEffect } from "react";
import { Mark } from "./mark";
import { NAVIGATION, type NavEntry } from "./navigation";
import { ThemeToggle } from "./theme-toggle";

interface ConsoleShellProps {
  /** What waits on a page, by its address: a number, and what it counts. */
  badges?: Readonly<Record<string, { count: number; urgent: boolean; words: string }>>;
  pathname: string;
  /** "?range=7d": kept by links to pages that have a range. */
  rangeSearch: string;
  isAdmin: boolean;
  userMenu: ReactNode;
  children: ReactNode;
}

function isActive(entry: NavEntry, pathname: string): boolean {
  return entry.href === "/" ? pathname === "/" : pathname === entry.href || pathname.startsWith(`${entry.href}/`);
}

/** The frame of the signed-in product: navigation at the side, behind a button on small screens. */
export function ConsoleShell({ badges = {}, pathname, rangeSearch, isAdmin, userMenu, children }: ConsoleShellProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  // Shown before its script has come: until then a press would do nothing.
  const ready = useMounted();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu that led to it.
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "lg" }}
      transitionDuration={0}
    >
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell.Header px="md" style={{ background: "var(--cw-card)" }}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              disabled={!ready}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? "Close navigation" : "Open navigation"}
              aria-expanded={opened}
            />
            <Link href={`/${rangeSearch}`} style={{ textDecoration: "none", color: "inherit" }} aria-label="Costwarden, overview">
              <Mark />
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ThemeToggle />
            {userMenu}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" style={{ background: "var(--cw-card)" }} aria-label="Main" component="nav">
        <ScrollArea>
          {NAVIGATION.filter((entry) => isAdmin || !entry.adminOnly).map((entry) => (
            <NavLink
              key={entry.href}
              component={Link}
              href={entry.ranged ? `${entry.href}${rangeSearch}` : entry.href}
              label={entry.label}
              leftSection={<entry.icon size={18} stroke={1.6} aria-hidden />}
              rightSection={<Waiting badge={badges[entry.href]} />}
              active={isActive(entry, pathname)}
              aria-current={isActive(entry, pathname) ? "page" : undefined}
              color="warden"
              variant="light"
              style={{ borderRadius: 8 }}
              mb={2}
            />
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ minWidth: 0 }}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function Waiting({ badge }: { badge: { count: number; urgent: boolean; words: string } | undefined }) {
  if (!badge || badge.count === 0) return null;
  return (
    <Badge size="sm" variant={badge.urgent ? "filled" : "default"} color="red.9">
      {badge.count}
      <VisuallyHidden> {badge.words}</VisuallyHidden>
    </Badge>
  );
}
