/** What leaves the browser of a key: its digest and its last four characters. */
export interface HashedKey {
  fingerprint: string;
  last4: string;
  /** What the key's beginning hints at; no proof. */
  provider: string | null;
}

/** Longer beginnings stand before shorter ones. */
const BEGINNINGS: readonly [string, string][] = [
  ["sk-ant-", "anthropic"],
  ["sk-or-", "openrouter"],
  ["sk-proj-", "openai"],
  ["sk-svcacct-", "openai"],
  ["sk-admin-", "openai"],
  ["sk-", "openai"],
  ["AIza", "gcp.gemini"],
  ["AQ.", "gcp.gemini"],
  ["ya29.", "gcp.vertex_ai"],
  ["gsk_", "groq"],
  ["xai-", "x_ai"],
  ["pplx-", "perplexity"],
  ["tgp_v1_", "together"],
  ["csk-", "cerebras"],
  ["ABSK", "aws.bedrock"],
  ["bedrock-api-key-", "aws.bedrock"],
  ["AKIA", "aws.bedrock"],
  ["hf_", "huggingface"],
];

export function providerHint(key: string): string | null {
  return BEGINNINGS.find(([beginning]) => key.startsWith(beginning))?.[1] ?? null;
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of a text in hex. On plain http away from localhost a browser has no WebCrypto: then by hand. */
export async function sha256(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const { subtle } = globalThis.crypto ?? {};
  return hex(subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256Bytes(bytes));
}

/** Digest, last four and hint of a pasted key; spaces and line breaks around it are not part of it. */
export async function hashKey(pasted: string): Promise<HashedKey | null> {
  const key = pasted.trim();
  if (key === "") return null;
  return { fingerprint: await sha256(key), last4: key.slice(-4), provider: providerHint(key) };
}

const isPrime = (number: number) => {
  for (let factor = 2; factor * factor <= number; factor++) if (number % factor === 0) return false;
  return true;
};
const PRIMES = Array.from({ length: 311 }, (_, index) => index + 2).filter(isPrime);
/** FIPS 180-4: the first 32 bits of the fractions of the roots of the first primes. */
const fraction = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = PRIMES.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

export function sha256Bytes(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(length - 4, message.length * 8);
  new DataView(padded.buffer).setUint32(length - 8, Math.floor(message.length / 2 ** 29));
  const state = [...START];
  for (let at = 0; at < length; at += 64) digestBlock(new DataView(padded.buffer, at, 64), state);
  const result = new Uint8Array(32);
  for (const [index, word] of state.entries()) new DataView(result.buffer).setInt32(index * 4, word);
  return result;
}

function digestBlock(block: DataView, state: number[]): void {
  const w: number[] = [];
  const word = (index: number) => w[index] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) w.push(block.getInt32(i * 4));
    else {
      const s0 = turn(word(i - 15), 7) ^ turn(word(i - 15), 18) ^ (word(i - 15) >>> 3);
      const s1 = turn(word(i - 2), 17) ^ turn(word(i - 2), 19) ^ (word(i - 2) >>> 10);
      w.push((word(i - 16) + s0 + word(i - 7) + s1) | 0);
    }
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (ROUNDS[i] ?? 0) + word(i)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
}
