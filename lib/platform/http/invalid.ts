import type { z } from "zod";
import { DomainError, type FieldError } from "../errors";
import { issueWords, unknownMembers } from "./issue-words";

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function faultsOf(issue: z.core.$ZodIssue, at: readonly PropertyKey[]): FieldError[] {
  const path = [...at, ...issue.path];
  const detail = issueWords(issue);
  const unknown = unknownMembers(issue);
  if (unknown.length === 0) return [{ pointer: pointerOf(path), detail }];
  return unknown.map((name) => ({ pointer: pointerOf([...path, name]), detail }));
}

/** What a schema refused, each fault named by its JSON pointer; `at` goes before it: of the body nothing, of others their name. */
export function invalidInput(error: z.ZodError, at: readonly PropertyKey[] = [], what = "body"): DomainError {
  const errors = error.issues.flatMap((issue) => faultsOf(issue, at));
  const first = errors[0];
  return new DomainError(
    "validation_failed",
    first ? `${first.pointer || `The ${what}`}: ${first.detail}` : `The ${what} is not valid.`,
    {
      errors,
    },
  );
}
