import fc from "fast-check";
import { expect, test } from "vitest";
import { refusalOf } from "./address";

const NEVER = [
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "this network"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata of containers"],
  ["169.254.1.1", "link-local"],
  ["168.63.129.16", "metadata in a public range"],
  ["100.100.100.200", "metadata in a shared range"],
  ["192.0.0.192", "metadata"],
  ["224.0.0.1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["240.0.0.1", "reserved"],
  ["192.0.2.1", "documentation"],
  ["198.18.0.1", "benchmarks"],
  ["::", "unspecified"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with a zone"],
  ["ff02::1", "multicast"],
  ["fd00:ec2::254", "metadata"],
  ["fd20:ce::254", "metadata"],
  ["::ffff:169.254.169.254", "mapped metadata"],
  ["::ffff:a9fe:a9fe", "mapped metadata in hex"],
  ["::ffff:0.0.0.0", "mapped unspecified"],
  ["64:ff9b::7f00:1", "NAT64 of loopback"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["::7f00:1", "compatible loopback"],
  ["::a9fe:a9fe", "compatible metadata"],
  ["64:ff9b:1::7f00:1", "local NAT64 of loopback"],
  ["::ffff:0:7f00:1", "translated loopback"],
  ["4000::1", "not assigned"],
  ["2001:0:53aa:64c::1", "Teredo"],
  ["2001:db8::1", "documentation"],
  ["not an address", ""],
  ["", ""],
] as const;

const WHERE_ALLOWED = [
  "127.0.0.1",
  "127.255.255.254",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "::1",
  "fc00::1",
  "fd12:3456::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:c0a8:101",
];

const PUBLIC = [
  "1.1.1.1",
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "11.0.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:81b::200e",
  "::ffff:8.8.8.8",
];

test.each(NEVER)("%s (%s) is never a receiver", (address) => {
  expect(refusalOf(address, false)).not.toBeNull();
  expect(refusalOf(address, true)).not.toBeNull();
});

test.each(WHERE_ALLOWED)("%s is a receiver only where private addresses are allowed", (address) => {
  expect(refusalOf(address, false)).toContain("private address");
  expect(refusalOf(address, true)).toBeNull();
});

test.each(PUBLIC)("%s is a receiver", (address) => {
  expect(refusalOf(address, false)).toBeNull();
});

test("an IPv4 address is judged alike, bare or inside IPv6; whatever is not one of the whole internet needs leave", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.boolean(), (address, allow) => {
      expect(refusalOf(`::ffff:${address}`, allow) === null).toBe(refusalOf(address, allow) === null);
      if (/^(10|127|0)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^(22[4-9]|23\d|24\d|25\d)\./.test(address))
        expect(refusalOf(address, false)).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
});
