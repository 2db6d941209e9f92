import type { Metadata } from "next";
import { SignInSettings } from "./sign-in-settings";

export const metadata: Metadata = { title: "Sign-in" };

export default function SignInSettingsPage() {
  return <SignInSettings />;
}
