import { expect, test } from "vitest";
import { masked } from "./audit";

test("nothing secret gets into the audit log, by the name of a field or by its looks", () => {
  const written = JSON.stringify(
    masked({
      email: "ada@example.com",
      password: "correct horse",
      nested: [{ passwordHash: "$argon2id$...", token: "cw_abcdefghijklmnop" }],
      note: "used sk-abcdefghijklmnop1234 and cw_abcdefghijklmnopqrst",
      tokens_of_input: 5,
    }),
  );
  for (const secret of ["correct horse", "argon2id", "abcdefghijklmnop"]) expect(written).not.toContain(secret);
  expect(written).toContain("ada@example.com");
  expect(written).toContain('"tokens_of_input":5');
});
