import { type Limit, rateLimit } from "@/lib/platform/http/rate-limit";

/** Wrong passwords of one account from one address. */
const PAIR: Limit = { attempts: 10, seconds: 15 * 60 };
/** All attempts of one address, whatever the account. */
const ADDRESS: Limit = { attempts: 200, seconds: 15 * 60 };
/** Wrong passwords of one account from anywhere: so high that it stops guessing, not its owner. */
const ACCOUNT: Limit = { attempts: 200, seconds: 3600 };

/** Sign-ins by the identity provider from one address, which may be a whole company's: the provider limits guessing. */
const PROVIDER: Limit = { attempts: 1000, seconds: 15 * 60 };

/** Counts a step of a sign-in by the identity provider. @returns seconds to wait, or null when it may go on */
export function providerWait(address: string): Promise<number | null> {
  return rateLimit("signInProvider", PROVIDER).take(address);
}

/**
 * Counts an attempt to sign in. Accounts that do not exist are counted alike, so that the limit
 * does not tell which ones do.
 * @returns seconds to wait, or null when the attempt may go on
 */
export async function signInWait(email: string, address: string): Promise<number | null> {
  const waits = await Promise.all([
    rateLimit("signInPair", PAIR).take(`${email} ${address}`),
    rateLimit("signInAddress", ADDRESS).take(address),
    rateLimit("signInAccount", ACCOUNT).take(email),
  ]);
  const longest = Math.max(0, ...waits.map((wait) => wait ?? 0));
  return longest > 0 ? longest : null;
}

/** The right password was given: the account's earlier slips are forgotten. */
export async function forgetSignInAttempts(email: string, address: string): Promise<void> {
  await rateLimit("signInPair", PAIR).forget(`${email} ${address}`);
  await rateLimit("signInAccount", ACCOUNT).forget(email);
}
