import type { Metadata } from "next";
import { OrganisationSettings } from "./organisation";

export const metadata: Metadata = { title: "Organisation" };

export default function OrganisationPage() {
  return <OrganisationSettings />;
}
