import type { Role } from "./http/operation";

/** Whoever is in the group at the identity provider has the role here; "*" stands for everybody. */
export interface GroupRole {
  group: string;
  role: Role;
}

const ROLES: readonly string[] = ["admin", "finance", "engineer", "viewer"] satisfies Role[];

/**
 * Reads "platform-admins=admin, accounting=finance, *=viewer". Names of groups that hold commas
 * (those of LDAP do) are parted by semicolons; the last equals sign parts group and role.
 * @returns null when it cannot be read
 */
export function parseRoleMapping(text: string): GroupRole[] | null {
  const entries = text
    .split(text.includes(";") ? ";" : ",")
    .map((entry) => entry.trim())
    .filter(Boolean);
  const mapping: GroupRole[] = [];
  for (const entry of entries) {
    const equals = entry.lastIndexOf("=");
    const group = entry.slice(0, Math.max(0, equals)).trim();
    const role = entry.slice(equals + 1).trim();
    if (group === "" || !ROLES.includes(role)) return null;
    mapping.push({ group, role: role as Role });
  }
  return mapping;
}
