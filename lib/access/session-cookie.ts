/** Behind https the cookie has the prefix that makes browsers refuse it from anywhere else. */
export function sessionCookieName(secure: boolean): string {
  return `${secure ? "__Secure-" : ""}costwarden.session`;
}
