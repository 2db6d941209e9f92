import ipaddr from "ipaddr.js";

/** Where clouds answer with credentials: never a receiver, whatever an admin allowed (AWS, Azure, GCP, Alibaba, Oracle). */
const METADATA = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd20:ce::254",
]);

/** What an admin may allow for a channel: networks of one's own. Link-local, multicast, unspecified and the like never. */
const OWN_NETWORKS = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/** All that is assigned of IPv6 (RFC 4291, 2.4): beyond it lie wrappings such as ::127.0.0.1, and nobody. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return !("parts" in address) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

/**
 * Why nothing may be sent to an address; null when it may. IPv4 inside IPv6 (mapped) is judged as what it is; other wrappings
 * (6to4, NAT64, Teredo) are refused, since they lead anywhere.
 */
export function refusalOf(address: string, allowPrivate: boolean): string | null {
  const bare = address.replace(/%.*$/, "");
  if (!ipaddr.isValid(bare)) return "is not an IP address";
  const parsed = ipaddr.process(bare);
  if (METADATA.has(parsed.toString())) return `is ${address}, where a cloud keeps credentials`;
  const range = parsed.range() === "unicast" && !isGlobal(parsed) ? "unassigned" : parsed.range();
  if (range === "unicast") return null;
  if (!OWN_NETWORKS.has(range)) return `is ${address}, which is no address of a receiver (${range})`;
  return allowPrivate ? null : `is the private address ${address}; an admin can allow private addresses for this channel`;
}
