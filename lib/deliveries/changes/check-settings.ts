import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { DomainError } from "@/lib/platform/errors";
import { invalidInput } from "@/lib/platform/http/invalid";
import type { AnyKind } from "../channels/kinds";
import { refusalOf } from "../outgoing/address";

/** A name that takes longer is judged when something is sent, as every name is. */
const RESOLVE_MS = 2_000;

export function fault(pointer: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), RESOLVE_MS);
  });
  const found = lookup(host, { all: true }).then(
    (list) => list.map(({ address }) => address),
    () => [],
  );
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/**
 * Settings as the kind stores them. @throws validation_failed naming each fault: a missing secret, a wrong address, one in a
 * private network or without TLS where that was not allowed
 */
export async function checkSettings(kind: AnyKind, given: unknown, allowPrivate: boolean): Promise<object> {
  const parsed = kind.settings.safeParse(given);
  if (!parsed.success) throw invalidInput(parsed.error, ["config"]);
  for (const [name, text] of Object.entries(kind.urls(parsed.data))) {
    if (text === undefined) continue;
    const { protocol, hostname } = new URL(text);
    const host = hostname.replace(/^\[|\]$/g, "");
    for (const address of await addressesOf(host)) {
      const refused = refusalOf(address, allowPrivate);
      if (refused) throw fault(`/config/${name}`, `${host} ${refused}`);
    }
    if (protocol === "http:" && !allowPrivate)
      throw fault(`/config/${name}`, "is plain http://; without private addresses allowed it must begin with https://");
  }
  return parsed.data;
}
