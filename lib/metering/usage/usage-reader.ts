import type { Atto } from "@/lib/platform/decimal";
import type { FieldError } from "@/lib/platform/errors";
import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { isJsonObject, type JsonObject, pointerToken } from "../json-object";

/** What a usage object says, in our terms. */
export interface NormalisedUsage {
  quantities: UsageQuantities;
  /** The provider's own figure of the cost inside the object. */
  reportedCost?: Atto | null;
  /** Whether that figure is known to be the provider's own (xAI, OpenRouter). */
  costIsProviders?: boolean;
  serviceTier?: string | null;
}

/** What is known of the call beside its usage object. */
export interface UsageHints {
  provider: string | null;
  model?: string | null;
}

const MAX_COUNT = 1_000_000_000_000;
const COUNT_FORMAT = "must be a whole number from 0 to 1,000,000,000,000";
const EMPTY: JsonObject = {};

/** Reads counts out of one object inside the usage and gathers what is wrong with them. */
export class UsageReader {
  constructor(
    readonly object: JsonObject,
    readonly pointer: string,
    readonly errors: FieldError[],
  ) {}

  has(name: string): boolean {
    const value = this.object[name];
    return value !== undefined && value !== null;
  }

  /** A count; 0 when absent. */
  count(name: string): number {
    const value = this.object[name];
    if (value === undefined || value === null) return 0;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT) return value + 0;
    this.fail(name, COUNT_FORMAT);
    return 0;
  }

  /** The first of these counts that is given; 0 when none is. */
  firstCount(...names: string[]): number {
    for (const name of names) if (this.has(name)) return this.count(name);
    return 0;
  }

  /** A quantity that may have a fraction, such as seconds; 0 when absent. */
  quantity(name: string): number {
    const value = this.object[name];
    if (value === undefined || value === null) return 0;
    if (typeof value === "number" && value >= 0 && value <= MAX_COUNT) return value + 0;
    this.fail(name, "must be a number from 0 to 1,000,000,000,000");
    return 0;
  }

  /** The object at a name; an empty one when it is absent. */
  inner(name: string): UsageReader {
    const value = this.object[name];
    if (isJsonObject(value)) return new UsageReader(value, `${this.pointer}/${name}`, this.errors);
    if (value !== undefined && value !== null) this.fail(name, "must be an object");
    return new UsageReader(EMPTY, `${this.pointer}/${name}`, this.errors);
  }

  text(name: string): string | null {
    const value = this.object[name];
    return typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : null;
  }

  /** A word such as a size or a quality, in lower case; undefined when absent. Anything else is refused: it decides a price. */
  word(name: string): string | undefined {
    const value = this.object[name];
    if (value === undefined || value === null || value === "") return undefined;
    const text =
      typeof value === "string"
        ? value
            .trim()
            .toLowerCase()
            .replace(/\s*[x×*]\s*/g, "x")
        : "";
    if (/^[\w.:-]{1,64}$/.test(text)) return text;
    this.fail(name, "must be a word, such as 1024x1024");
    return undefined;
  }

  fail(name: string, detail: string): void {
    this.errors.push({ pointer: name === "" ? this.pointer : `${this.pointer}/${pointerToken(name)}`, detail });
  }

  /** Refuses a part that is greater than its whole, with the arithmetic. */
  within(name: string, part: number, partName: string, whole: number, wholeName: string): boolean {
    if (part <= whole) return true;
    this.fail(name, `${part} ${partName} exceed ${whole} ${wholeName}`);
    return false;
  }
}
