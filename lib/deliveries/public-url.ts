import { settings } from "@/lib/platform/settings";

/** The console's address for a path, escaped as a URL is: under COSTWARDEN_PUBLIC_URL, else this machine's. */
export function publicUrl(path: string): string {
  const { COSTWARDEN_PUBLIC_URL: set, PORT } = settings();
  const base = (set ?? `http://localhost:${PORT}`).replace(/\/$/, "");
  // A path without its slash must not become a part of the host.
  return new URL(`${base}/${path.replace(/^\/+/, "")}`).href;
}
