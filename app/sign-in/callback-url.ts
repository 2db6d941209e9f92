/** Where to go after signing in: a path of this site, never another site's address. */
export function safeCallback(asked: string | undefined): string {
  if (!asked) return "/";
  try {
    const base = "http://here.invalid";
    const url = new URL(asked, base);
    if (url.origin !== base || /^\/(sign-in|reset|invitation)(\/|$)/.test(url.pathname)) return "/";
    return url.pathname + url.search + url.hash;
  } catch {
    return "/";
  }
}
