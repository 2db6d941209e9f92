import type { FieldError } from "@/lib/platform/errors";
import { partsOf } from "../subject";
import type { ScopeDimension, StoredRule } from "./stored-rule";

type Checked = Pick<StoredRule, "condition" | "subjects" | "scope">;

/** What compares a subject with its own past: narrowed by the subject's own names alone. */
const BY_BASELINE = new Set(["tenant_hour", "own_baseline", "against_expected", "silence"]);
/** Counted minute by minute, where users have no place. */
const BY_MINUTE = new Set(["share", "burst", "headroom", "latency", "latency_rise", "collapse"]);
const ONE_CALL = new Set(["request", "correlation"]);

/** What does not fit together of a rule, field by field; empty for a rule that can be judged. Pure. */
export function faultsOf({ condition, subjects, scope }: Checked): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (pointer: string, detail: string) => faults.push({ pointer, detail });
  const single = condition.kind === "amount" && condition.windowMinutes === null;
  if (condition.kind === "amount" && !single && !/^(spend_usd|tokens|output_tokens)$/.test(condition.amount))
    fault("/condition/amount", `${condition.amount} is of one call: window_minutes must be null`);
  for (const [at, kind] of subjects.entries()) {
    const place = `/subjects/${at}`;
    if (ONE_CALL.has(kind) && !single) fault(place, `${kind} is for amounts without a window (window_minutes null)`);
    else if (single && !ONE_CALL.has(kind) && condition.amount !== "attempt")
      fault(place, `${kind} needs a window: give window_minutes, or judge request or correlation`);
    else if (kind === "correlation" && single && !/^(spend_usd|tokens|output_tokens)$/.test(condition.amount))
      fault(place, `${condition.amount} is of one request, not of a correlation`);
    else if (condition.kind === "silence" && /user/.test(kind)) fault(place, "people come and go: silence is not told of users");
    else if (BY_MINUTE.has(condition.kind) && /user/.test(kind)) fault(place, "is not counted by user within minutes");
  }
  for (const dimension of Object.keys(scope) as ScopeDimension[]) {
    const named = subjects.some((kind) => partsOf(kind).includes(dimension));
    if (BY_BASELINE.has(condition.kind) && !named)
      fault(
        `/scope/${dimension}`,
        `none of the rule's subjects is named by ${dimension}, and what they usually do is kept by subject`,
      );
    else if (dimension === "user" && !named && (BY_MINUTE.has(condition.kind) || (condition.kind === "amount" && !single)))
      fault("/scope/user", "users are not counted together with other names: judge the subject user or tenant_user");
  }
  return faults;
}
