const TWO_YEARS_SECONDS = 63_072_000;

/** Whether the browser came by https: as the setting of the public address says, or the proxy in front. */
function cameByHttps(headers: Headers): boolean {
  if (process.env.COSTWARDEN_PUBLIC_URL?.startsWith("https:")) return true;
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

const COMMON = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

function transport(headers: Headers): Record<string, string> {
  return cameByHttps(headers) ? { "strict-transport-security": `max-age=${TWO_YEARS_SECONDS}` } : {};
}

/** For answers of the API: data, never a page. */
export function apiHeaders(request: Headers): Record<string, string> {
  return { ...COMMON, ...transport(request), "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };
}

/**
 * The policy of a page: scripts only with this request's nonce, and what those load. Styles may
 * be inline, since the component library sets style attributes.
 */
export function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function pageHeaders(request: Headers, policy: string): Record<string, string> {
  return { ...COMMON, ...transport(request), "content-security-policy": policy };
}
