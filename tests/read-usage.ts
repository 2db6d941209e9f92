import { expect } from "vitest";
import { normaliseUsage } from "@/lib/metering/usage/normalise-usage";
import type { NormalisedUsage } from "@/lib/metering/usage/usage-reader";
import type { FieldError } from "@/lib/platform/errors";
import type { UsageQuantities } from "@/lib/pricing/usage-classes";

/** Reads a usage object that is without fault. */
export function read(
  usage: Record<string, unknown>,
  provider: string | null = null,
  model: string | null = null,
): NormalisedUsage {
  const errors: FieldError[] = [];
  const normalised = normaliseUsage(usage, { provider, model }, errors);
  expect(errors).toEqual([]);
  return normalised;
}

/** Its classes. */
export function classes(
  usage: Record<string, unknown>,
  provider: string | null = null,
  model: string | null = null,
): UsageQuantities {
  return read(usage, provider, model).quantities;
}

/** What is wrong with a usage object. */
export function faults(usage: Record<string, unknown>, provider: string | null = null): string[] {
  const errors: FieldError[] = [];
  normaliseUsage(usage, { provider }, errors);
  return errors.map((error) => `${error.pointer}: ${error.detail}`);
}
