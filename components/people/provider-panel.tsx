import { Stack, Table, Text } from "@mantine/core";
import { Facts } from "@/components/events/facts";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import type { SignInSettings } from "@/lib/access/people/contract";
import { roleLabel } from "./roles";

const EXAMPLE = `COSTWARDEN_PUBLIC_URL=https://costs.example.com
COSTWARDEN_OIDC_ISSUER=https://id.example.com
COSTWARDEN_OIDC_CLIENT_ID=costwarden
COSTWARDEN_OIDC_CLIENT_SECRET=…
COSTWARDEN_OIDC_SCOPE="openid email profile groups"
COSTWARDEN_OIDC_ROLES="platform-admins=admin, accounting=finance, *=viewer"`;

function RoleMapping({ roles }: { roles: readonly { group: string; role: string }[] }) {
  if (roles.length === 0)
    return <Text size="sm">No groups are mapped: only people who were invited come in, with the role they were given here.</Text>;
  return (
    <Table className="framed" fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Group at the provider</Table.Th>
          <Table.Th scope="col">Role here</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {roles.map(({ group, role }) => (
          <Table.Tr key={`${group} ${role}`}>
            <Table.Td className="wrap-anywhere">{group === "*" ? "everybody else" : group}</Table.Td>
            <Table.Td>{roleLabel(role)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The identity provider as configured, or how to configure one. */
export function ProviderPanel({ settings: { oidc } }: { settings: SignInSettings }) {
  if (!oidc)
    return (
      <Panel
        title="Identity provider"
        description="Any OpenID Connect provider (Okta, Entra ID, Google, Keycloak, Auth0…). Set these where the process starts, then start it again:"
      >
        <CodeBlock text={EXAMPLE} label="Settings of an identity provider" wrap />
      </Panel>
    );
  return (
    <Panel title="Identity provider">
      <Stack gap="md">
        <Facts
          facts={[
            ["Issuer", oidc.issuer],
            ["Client", oidc.client_id],
            ["Its button", oidc.label],
            ["Redirect address to allow there", oidc.callback_url],
            ["Domains of addresses", oidc.domains.join(", ") || "any"],
            ["Groups are read from", oidc.group_claim],
          ]}
        />
        <RoleMapping roles={oidc.roles} />
      </Stack>
    </Panel>
  );
}
