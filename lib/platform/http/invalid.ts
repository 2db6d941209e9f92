import type { z } from "zod";
import { DomainError } from "../errors";

function escaped(step: PropertyKey): string {
  return String(step).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** What a schema refused, each fault named by its JSON pointer; `at` goes before it: of the body nothing, of others their name. */
export function invalidInput(error: z.ZodError, at: readonly PropertyKey[] = [], what = "body"): DomainError {
  const errors = error.issues.map((issue) => ({
    pointer: [...at, ...issue.path].map((step) => `/${escaped(step)}`).join(""),
    detail: issue.message,
  }));
  const first = errors[0];
  return new DomainError(
    "validation_failed",
    first ? `${first.pointer || `The ${what}`}: ${first.detail}` : `The ${what} is not valid.`,
    {
      errors,
    },
  );
}
