import { Table, Text } from "@mantine/core";
import type { User } from "@/lib/access/contract";

export type Role = User["role"];

/** What each role is for, in the words of who has it. */
export const ROLES: readonly { value: Role; label: string; may: string; mayNot: string }[] = [
  {
    value: "admin",
    label: "Admin",
    may: "Everything: people, tokens, sign-in, settings, audit log, besides all that the others may.",
    mayNot: "The last one cannot remove, disable or demote themself.",
  },
  {
    value: "finance",
    label: "Finance",
    may: "Read and export all spend, budgets, forecasts and prices; change budgets where the organisation's settings say so.",
    mayNot: "Change keys, stops, policies, prices, people.",
  },
  {
    value: "engineer",
    label: "Engineer",
    may: "Read usage, events and alerts; stop calls for a time; look after the provider keys they own.",
    mayNot: "Change budgets, prices, other people's keys; stop calls without an end.",
  },
  { value: "viewer", label: "Viewer", may: "Read spend, events, budgets and keys.", mayNot: "Change anything." },
];

export const roleLabel = (role: string) => ROLES.find(({ value }) => value === role)?.label ?? role;

export function RolesTable() {
  return (
    <Table className="framed" fz="sm" verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Role</Table.Th>
          <Table.Th scope="col">May</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {ROLES.map(({ value, label, may, mayNot }) => (
          <Table.Tr key={value}>
            <Table.Th scope="row" style={{ verticalAlign: "top" }}>
              {label}
            </Table.Th>
            <Table.Td>
              {may}
              <Text size="xs" c="dimmed">
                Not: {mayNot}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
