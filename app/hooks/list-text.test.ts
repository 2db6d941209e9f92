import fc from "fast-check";
import { expect, it } from "vitest";
import { listText, parseList } from "./list-text";

it("every list of values comes back from an address as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), (values) => {
      const search = new URLSearchParams({ list: listText(values) });
      expect(parseList(new URLSearchParams(search.toString()).get("list") ?? "")).toEqual(values);
    }),
  );
  expect(parseList(listText(["a,b", "%none", "", "%2C"]))).toEqual(["a,b", "%none", "", "%2C"]);
});
