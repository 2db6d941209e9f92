import fc from "fast-check";
import { expect, test } from "vitest";
import { openLink, sealLink } from "./link-token";

const ID = "0199e0aa-0000-7000-8000-0123456789ab";
const END = Date.UTC(2026, 10, 28);

test("a link says what was sealed in it, and is of use for its own kind only", () => {
  const token = sealLink("invitation", ID, END);
  expect(openLink("invitation", token)).toEqual({ id: ID, expiresMs: END });
  expect(openLink("reset", token)).toBeNull();
  expect(token).toMatch(/^[\w-]{72}$/);
});

test("a link changed anywhere, or made up, is not ours", () => {
  const token = sealLink("reset", ID, END);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."ABCabc019-_"), (at, letter) => {
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      if (changed !== token) expect(openLink("reset", changed)).toBeNull();
    }),
  );
  fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => openLink("reset", text) === null));
  expect(openLink("reset", `${token}=`)).toBeNull();
});
