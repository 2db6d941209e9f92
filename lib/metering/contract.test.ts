import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldError } from "@/lib/platform/errors";
import { fullEvent, mutatedEvent } from "@/tests/event-samples";
import { usageEventSchema } from "./contract";
import { pointerToken } from "./json-object";
import { checkFields } from "./parse-event";

function bySchema(event: unknown): string[] {
  const parsed = usageEventSchema.safeParse(event);
  if (parsed.success) return [];
  return distinct(
    parsed.error.issues.map(
      (issue) => `${issue.path.map((part) => `/${pointerToken(String(part))}`).join("")}: ${issue.message}`,
    ),
  );
}

function byHand(event: Record<string, unknown>): string[] {
  const errors: FieldError[] = [];
  checkFields(event, errors, []);
  return distinct(errors.map((error) => `${error.pointer}: ${error.detail}`));
}

function distinct(messages: string[]): string[] {
  return [...new Set(messages)].sort();
}

describe("the schema and the reader of events", () => {
  it("both take the event of the contract", () => {
    expect(bySchema(fullEvent)).toEqual([]);
    expect(byHand(fullEvent)).toEqual([]);
  });

  it("agree on every event, in verdict, pointers and messages", () => {
    let refused = 0;
    fc.assert(
      fc.property(mutatedEvent, (event) => {
        const messages = byHand(event);
        if (messages.length > 0) refused++;
        expect(bySchema(event)).toEqual(messages);
      }),
      { numRuns: 4_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });
});
