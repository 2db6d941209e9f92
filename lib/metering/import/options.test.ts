import { expect, test } from "vitest";
import { ImportError } from "./import-error";
import { parseImportOptions } from "./options";
import { parsePairs } from "./pairs";

const files = ["x.csv"];

test("reads pairs over repeated options, with commas inside quotes", () => {
  expect(parsePairs("--set", ['feature="a, b",tenant=acme', '"user=x,y"', "route=/v1?a=b"])).toEqual([
    ["feature", "a, b"],
    ["tenant", "acme"],
    ["user", "x,y"],
    ["route", "/v1?a=b"],
  ]);
  expect(() => parsePairs("--set", ['tenant="acme'])).toThrow(/quote is opened/);
  expect(() => parsePairs("--map", ["tenant"])).toThrow('--map: "tenant" is not of the form field=value.');
});

test("takes every field of an event, usage of a provider's own shape, tags and keys", () => {
  const options = parseImportOptions({
    files,
    map: [
      "timestamp=t,tenant=a,usage.prompt_tokens_details.cached_tokens=c,tags.team=g,key.fingerprint=f,key.last4=l,cost_usd=$",
    ],
    set: ["model=gpt-4o,status=200"],
  });
  expect(options.mappings.map(({ field }) => field.path.join("/"))).toEqual([
    "timestamp",
    "tenant",
    "usage/prompt_tokens_details/cached_tokens",
    "tags/team",
    "key/fingerprint",
    "key/last4",
    "cost_usd",
  ]);
  expect(options).toMatchObject({ source: "import", timezone: "UTC", batch: 5000, shiftToNow: false });
});

test.each([
  [{ map: ["tenat=x"] }, /"tenat" is not a field of an event\. The fields are id, source, tenant/],
  [{ map: ["tags.__proto__=x"] }, /is not a field/],
  [{ map: ["tenant=a"], set: ["tenant=b"] }, /^tenant is given twice/],
  [{ map: ["tenant=a,tenant=b"] }, /^tenant is given twice/],
  [{ map: ["usage=u,input_tokens=i"] }, /usage and input_tokens are both given/],
  [{ timezone: "Berlin" }, /"Berlin" is not an IANA time zone/],
  [{ delimiter: ";;" }, /--delimiter is one character/],
  [{ batch: "many" }, /--batch is a whole number/],
  [{ format: "xlsx" }, /--format is csv or ndjson/],
])("refuses %j in one sentence", (raw, message) => {
  expect(() => parseImportOptions({ files, ...raw })).toThrow(ImportError);
  expect(() => parseImportOptions({ files, ...raw })).toThrow(message);
});

test("refuses to run without a file", () => {
  expect(() => parseImportOptions({ files: [] })).toThrow(/at least one file/);
});
