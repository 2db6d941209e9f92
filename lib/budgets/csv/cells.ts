import { DomainError } from "@/lib/platform/errors";
import type { BudgetPeriod, Scope } from "../fields/contract";
import type { Threshold } from "../model/thresholds";
import { thresholdKey } from "../model/thresholds";

/** How lists and ranges stand in one cell of a CSV. A backslash before ; = | or \ takes it as it is. */

const marked = (text: string) => text.replace(/[\\;=|]/g, (sign) => `\\${sign}`);

/** Splits at a sign that no backslash takes away; the parts keep their backslashes. */
function splitAt(text: string, sign: string): string[] {
  const parts = [""];
  for (let at = 0; at < text.length; at++) {
    const one = text[at] as string;
    if (one === "\\") {
      parts.push(`${parts.pop()}${one}${text[at + 1] ?? ""}`);
      at++;
    } else if (one === sign) parts.push("");
    else parts.push(`${parts.pop()}${one}`);
  }
  return parts;
}

const unmarked = (text: string) => text.replace(/\\(.)/gs, "$1").trim();

/** tenant=acme;environment=production|staging */
export function scopeCell(scope: Scope): string {
  return Object.entries(scope)
    .map(([name, values]) => `${marked(name)}=${values.map(marked).join("|")}`)
    .join(";");
}

export function parseScopeCell(text: string): Record<string, string[]> {
  const scope: Record<string, string[]> = {};
  for (const part of splitAt(text, ";").filter((each) => each.trim() !== "")) {
    const [name = "", ...rest] = splitAt(part, "=");
    if (rest.length !== 1) throw new DomainError("validation_failed", `"${part}" is not written dimension=value`);
    const key = unmarked(name);
    if (key === "__proto__") throw new DomainError("validation_failed", `${key} is no dimension`);
    if (Object.hasOwn(scope, key))
      throw new DomainError("validation_failed", `${key} is given twice; write its values as ${key}=a|b`);
    scope[key] = splitAt(rest[0] ?? "", "|").map(unmarked);
  }
  return scope;
}

/** month, fixed:2026-01-01/2026-04-01, rolling:30 */
export function periodCell(period: BudgetPeriod): string {
  if (period.kind === "fixed") return `fixed:${period.from}/${period.to}`;
  return period.kind === "rolling" ? `rolling:${period.days}` : period.kind;
}

/** As a body has it; what cannot be read is left for the body's own check. */
export function parsePeriodCell(text: string): unknown {
  const [kind = "", rest = ""] = text.trim().split(":");
  if (kind === "rolling") return { kind, days: /^\d+$/.test(rest) ? Number(rest) : Number.NaN };
  if (kind !== "fixed") return { kind: text.trim() };
  const [from, to] = rest.split("/");
  return { kind, from, to };
}

/** 50;80;100;forecast:100;burn_rate:fast:14.4 */
export function thresholdsCell(thresholds: readonly Threshold[]): string {
  return thresholds.map((each) => (each.kind === "actual" ? String(each.percent) : thresholdKey(each))).join(";");
}

export function parseThresholdsCell(text: string): unknown[] {
  if (text.trim() === "none") return [];
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [kind = "", second = "", third = ""] = part.split(":");
      if (kind === "burn_rate") return { kind, window: second, multiple: Number(third || Number.NaN) };
      if (kind === "forecast" || kind === "actual") return { kind, percent: Number(second || Number.NaN) };
      return /^\d+(\.\d+)?$/.test(part) ? Number(part) : { kind };
    });
}
