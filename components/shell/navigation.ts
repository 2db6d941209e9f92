import {
  IconActivity,
  IconAddressBook,
  IconBell,
  IconChartBar,
  IconFingerprint,
  IconGauge,
  IconHandStop,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconLogin2,
  IconSettings,
  IconShieldCheck,
  IconTag,
  IconUsers,
} from "@tabler/icons-react";

export interface NavEntry {
  href: string;
  label: string;
  icon: typeof IconTag;
  /** The page shows a range of time, so links to it keep the one chosen. */
  ranged: boolean;
  adminOnly?: boolean;
}

export const NAVIGATION: readonly NavEntry[] = [
  { href: "/", label: "Overview", icon: IconLayoutDashboard, ranged: true },
  { href: "/explore", label: "Explore", icon: IconChartBar, ranged: true },
  { href: "/events", label: "Events", icon: IconListDetails, ranged: true },
  { href: "/live", label: "Live", icon: IconActivity, ranged: false },
  { href: "/alerts", label: "Alerts", icon: IconBell, ranged: false },
  { href: "/budgets", label: "Budgets", icon: IconGauge, ranged: false },
  { href: "/stops", label: "Stops", icon: IconHandStop, ranged: false },
  { href: "/policies", label: "Policies", icon: IconShieldCheck, ranged: false },
  { href: "/keys", label: "Keys", icon: IconFingerprint, ranged: false },
  { href: "/directory", label: "Directory", icon: IconAddressBook, ranged: false },
  { href: "/prices", label: "Prices", icon: IconTag, ranged: false },
  { href: "/settings/people", label: "People", icon: IconUsers, ranged: false, adminOnly: true },
  { href: "/settings/tokens", label: "API tokens", icon: IconKey, ranged: false, adminOnly: true },
  { href: "/settings/organisation", label: "Organisation", icon: IconSettings, ranged: false },
  { href: "/settings/sign-in", label: "Sign-in", icon: IconLogin2, ranged: false, adminOnly: true },
  { href: "/settings/audit-log", label: "Audit log", icon: IconHistory, ranged: false, adminOnly: true },
];
