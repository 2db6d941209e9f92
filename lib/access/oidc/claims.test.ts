import { expect, test } from "vitest";
import { parseRoleMapping } from "@/lib/platform/role-mapping";
import { readClaims } from "./claims";
import { type OidcProvider, roleOfGroups } from "./provider";

const mapping = parseRoleMapping("admins=admin, money=finance, cn=eng=engineer") ?? [];
const provider: OidcProvider = {
  issuer: "https://id.example",
  clientId: "c",
  clientSecret: "s",
  scope: "openid",
  label: "",
  domains: ["example.com"],
  groupClaim: "groups",
  roles: mapping,
};
const claims = { sub: "1", email: "Ada@Example.com", email_verified: true, name: "Ada", groups: ["money"] };

test("of several groups the greatest role counts; a star lets everybody in", () => {
  expect(roleOfGroups(mapping, ["cn=eng", "admins"])).toBe("admin");
  expect(roleOfGroups(mapping, ["others"])).toBeNull();
  expect(roleOfGroups([...mapping, { group: "*", role: "viewer" }], [])).toBe("viewer");
});

test("a mapping that cannot be read is told from an empty one; semicolons part names with commas", () => {
  expect(parseRoleMapping("")).toEqual([]);
  for (const text of ["admins", "=admin", "admins=owner", "a=admin,b"]) expect(parseRoleMapping(text), text).toBeNull();
  expect(parseRoleMapping("cn=a,ou=b=admin; *=viewer")).toEqual([
    { group: "cn=a,ou=b", role: "admin" },
    { group: "*", role: "viewer" },
  ]);
});

test("only a verified address of an allowed domain, in a mapped group, comes in", () => {
  expect(readClaims(provider, claims)).toEqual({
    issuer: "https://id.example",
    subject: "1",
    email: "ada@example.com",
    name: "Ada",
    role: "finance",
  });
  const refused = (change: object) => readClaims(provider, { ...claims, ...change });
  expect(refused({ email_verified: false })).toMatchObject({ refused: "unverified" });
  expect(refused({ email_verified: undefined })).toMatchObject({ refused: "unverified" });
  expect(refused({ email: undefined })).toMatchObject({ refused: "no_email" });
  expect(refused({ email: "ada@example.com.evil.example" })).toMatchObject({ refused: "domain" });
  expect(refused({ email: "ada@sub.example.com" })).toMatchObject({ refused: "domain" });
  expect(refused({ groups: ["others"] })).toMatchObject({ refused: "groups" });
  expect(refused({ groups: undefined })).toMatchObject({ refused: "groups" });
  expect(refused({ groups: { admins: true } })).toMatchObject({ refused: "groups" });
  expect(() => readClaims(provider, { email: "a@example.com" })).toThrow();
});

test("groups are found within other claims, and as a single text", () => {
  const nested = { ...provider, groupClaim: "realm_access.roles" };
  expect(readClaims(nested, { ...claims, realm_access: { roles: ["admins"] } })).toMatchObject({ role: "admin" });
  expect(readClaims(provider, { ...claims, groups: "admins" })).toMatchObject({ role: "admin" });
});

test("without a mapping the provider gives no role", () => {
  expect(readClaims({ ...provider, roles: [] }, claims)).toMatchObject({ role: null });
});
