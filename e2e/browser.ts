import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser that is there: the one named by a setting, an installed one, or the one that came with npm. Nothing is downloaded. */
export async function browserPath(): Promise<string> {
  const named = process.env.COSTWARDEN_BROWSER;
  if (named) return named;
  return INSTALLED.find((file) => existsSync(file)) ?? sparticuz.executablePath();
}
