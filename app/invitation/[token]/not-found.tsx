import { invitationOf, reasonEnded } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { TextLink } from "@/components/ui/text-link";

export default async function InvitationEnded() {
  return (
    <Entrance title="This invitation cannot be used" lead={await reasonEnded(invitationOf)}>
      <TextLink href="/sign-in">To sign-in</TextLink>
    </Entrance>
  );
}
