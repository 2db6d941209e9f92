import { Facts } from "@/components/events/facts";
import { Panel } from "@/components/ui/panel";
import type { SignInSettings } from "@/lib/access/people/contract";

function days(count: number): string {
  return count < 1 ? `${Math.round(count * 24)} hours` : `${count} days`;
}

/** Passwords, letters and how long a session lasts. */
export function WaysPanel({ settings }: { settings: SignInSettings }) {
  const { password, mail, public_url, oidc, session_days } = settings;
  return (
    <Panel title="Ways in">
      <Facts
        facts={[
          ["E-mail and password", password ? "yes" : "no: only the identity provider; the recovery command still works"],
          ["Identity provider", oidc ? oidc.issuer : "none"],
          ["Second factor", oidc ? "as the identity provider asks for one" : "none: it comes with an identity provider"],
          ["Invitations and resets", mail ? "e-mailed" : "shown to the admin, since no e-mail is set up (COSTWARDEN_SMTP_URL)"],
          [
            "Address in letters",
            public_url ?? (mail ? "this machine's own: set COSTWARDEN_PUBLIC_URL, or links in letters lead nowhere" : null),
          ],
          ["A session by password lasts", days(session_days.password)],
          ["A session by provider lasts", oidc ? `${days(session_days.oidc)}; groups are read again at each sign-in` : null],
        ]}
      />
    </Panel>
  );
}
