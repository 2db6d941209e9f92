import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { seal, unseal } from "./sealed";
import { setSecret } from "./secret";

afterEach(() => setSecret("a secret for the tests only"));

test("what was sealed opens with the same secret, purpose and place, and with no other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.uuid(), (text, place) => {
      setSecret("a secret for the tests only");
      const sealed = seal("p", place, text);
      expect(unseal("p", place, sealed)).toBe(text);
      expect(seal("p", place, text)).not.toBe(sealed);
      expect(() => unseal("q", place, sealed)).toThrow();
      expect(() => unseal("p", `${place}x`, sealed)).toThrow();
      const altered = Buffer.from(sealed.slice(3), "base64url");
      altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
      expect(() => unseal("p", place, `v1.${altered.toString("base64url")}`)).toThrow();
      setSecret("quite another secret");
      expect(() => unseal("p", place, sealed)).toThrow();
    }),
    { numRuns: 50 },
  );
});

test("what is no sealed text is refused", () => {
  for (const text of ["", "v1", "v2.AAAA", "v1.AAAA", "plain"]) expect(() => unseal("p", "x", text)).toThrow();
});
