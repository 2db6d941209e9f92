import { reasonEnded, resetOf } from "@/app/link-of";
import { Entrance } from "@/components/shell/entrance";
import { TextLink } from "@/components/ui/text-link";

export default async function ResetEnded() {
  return (
    <Entrance title="This link cannot be used" lead={await reasonEnded(resetOf)}>
      <TextLink href="/reset">Ask for another link</TextLink>
    </Entrance>
  );
}
