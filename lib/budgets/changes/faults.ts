import { DomainError, type FieldError } from "@/lib/platform/errors";

/** A step of a JSON pointer. */
export const step = (text: string) => text.replaceAll("~", "~0").replaceAll("/", "~1");

export function invalid(errors: FieldError[]): DomainError {
  const [first] = errors;
  return new DomainError("validation_failed", first ? `${first.pointer}: ${first.detail}.` : "The budget is not valid.", {
    errors,
  });
}

export function notFound(id: string): DomainError {
  return new DomainError("not_found", `There is no budget with the id "${id}".`);
}
