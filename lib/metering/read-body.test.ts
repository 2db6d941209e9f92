import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDomainError } from "@/lib/platform/errors";
import { MAX_EVENTS, readEvents } from "./read-body";

const JSON_TYPE = "application/json";
const LINES = "application/x-ndjson";

function read(body: string | Buffer, type: string | undefined = JSON_TYPE) {
  const { events, malformed } = readEvents(Buffer.from(body), type);
  return { events, malformed: [...malformed] };
}

function refusal(body: string | Buffer, type: string | undefined = JSON_TYPE): string {
  try {
    readEvents(Buffer.from(body), type);
  } catch (error) {
    if (isDomainError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("it was read");
}

describe("the events of a body", () => {
  const event = { tenant: "acme", model: "m" };
  const text = JSON.stringify(event);

  it.each([
    ["one event", text],
    ["an array", `[${text}]`],
    ["an envelope", `{"events":[${text}]}`],
    ["a text with a byte order mark and spaces", `\ufeff \n${text}\r\n`],
  ])("are read from %s", (_name, body) => {
    expect(read(body)).toEqual({ events: [event], malformed: [] });
  });

  it("may have any JSON in their places", () => {
    expect(read('[1,null,"x",[]]').events).toEqual([1, null, "x", []]);
  });

  it("are one event where `events` is only one of its unknown fields", () => {
    expect(read('{"tenant":"acme","events":[1]}').events).toEqual([{ tenant: "acme", events: [1] }]);
  });

  it.each(["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "", undefined])("are read as %s", (type) => {
    expect(readEvents(Buffer.from(text), type).events).toEqual([event]);
  });

  it.each([LINES, "application/ndjson", "application/jsonl", "application/x-ndjson; charset=utf-8"])(
    "are read by line as %s",
    (type) => {
      expect(read(`\ufeff${text}\r\n\r\n  \n${text}\n${text}`, type).events).toEqual([event, event, event]);
    },
  );

  it("proceed where a line among them is malformed", () => {
    expect(read(`${text}\n\n{"tenant":\nnonsense\n${text}\n`, LINES)).toEqual({
      events: [event, undefined, undefined, event],
      malformed: [
        [1, "line 3 is not valid JSON (it ends too early)"],
        [2, expect.stringMatching(/^line 4 is not valid JSON \(unexpected character/)],
      ],
    });
  });

  it.each([
    ["", JSON_TYPE, /^bad_request: The body is empty\. Send one event/],
    [" \n\ufeff", JSON_TYPE, /^bad_request: /],
    ["\n\n", LINES, /^bad_request: The body is empty/],
    ["[]", JSON_TYPE, /^bad_request: The body holds no events/],
    ['{"events":[]}', JSON_TYPE, /^bad_request: The body holds no events/],
    ['{"events":{}}', JSON_TYPE, /^bad_request: The member "events" must be an array/],
    ["5", JSON_TYPE, /^bad_request: The body holds no events/],
    ['"x"', JSON_TYPE, /^bad_request: /],
    ["{", JSON_TYPE, /^bad_request: The body is not valid JSON \(it ends too early\)/],
    [`${text}\n${text}`, JSON_TYPE, /^bad_request: .*application\/x-ndjson/],
    [Buffer.from([0x7b, 0xff, 0x7d]), JSON_TYPE, /^bad_request: The body is not valid UTF-8/],
    [text, "text/plain", /^unsupported_media_type: .*application\/json or application\/x-ndjson/],
    [text, "application/xml", /^unsupported_media_type/],
    [text, "application/x-www-form-urlencoded", /^unsupported_media_type/],
    [text, "application/json; charset=utf-16", /^unsupported_media_type/],
  ])("are not read from %j as %s", (body, type, expected) => {
    expect(refusal(body, type)).toMatch(expected);
  });

  it("may be 10,000, not one more", () => {
    const array = (count: number) => `[${Array(count).fill("1").join(",")}]`;
    expect(read(array(MAX_EVENTS)).events).toHaveLength(MAX_EVENTS);
    expect(refusal(array(MAX_EVENTS + 1))).toMatch(/^payload_too_large: .*10001/);
    expect(read("1\n".repeat(MAX_EVENTS), LINES).events).toHaveLength(MAX_EVENTS);
    expect(refusal("1\n".repeat(MAX_EVENTS + 1), LINES)).toMatch(/^payload_too_large/);
  });

  it("do not quote the body in what they refuse", () => {
    expect(refusal("sk-secret")).not.toContain("secret");
    expect(read('"ok"\nsk-secret', LINES).malformed.join()).not.toContain("secret");
  });

  it("are read from any bytes without any other error than one for the caller", () => {
    const types = fc.constantFrom(JSON_TYPE, LINES, undefined, "text/csv", ";", "a;charset=");
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string().map((value) => Buffer.from(value)),
      fc.json().map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(bodies, types, (body, type) => {
        try {
          expect(readEvents(Buffer.from(body), type).events.length).toBeGreaterThan(0);
        } catch (error) {
          expect(isDomainError(error)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
