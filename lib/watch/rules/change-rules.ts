import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError, type FieldError } from "@/lib/platform/errors";
import { invalidInput } from "@/lib/platform/http/invalid";
import { canonicalProvider } from "@/lib/pricing/service";
import { faultsOf } from "./check-rule";
import { THRESHOLD_FIELD } from "./choices";
import { conditionSchema, toCondition, toWire } from "./condition";
import type { NewRule, RuleAnswer, RuleChange } from "./contract";
import { loadRules, RULES_VERSION } from "./in-force";
import { readRuleRow } from "./queries/read-rules";
import { writeRule } from "./queries/write-rule";
import { editedFields, ruleAnswer, shippedRule, thresholdOf } from "./rule-answer";
import { ruleOf } from "./rule-row";
import type { RuleScope, StoredRule } from "./stored-rule";

const MOST_CUSTOM = 500;

/** Adds a rule of somebody's own. @throws validation_failed where its parts do not fit together */
export function createRule(given: NewRule, author: Author): Promise<RuleAnswer> {
  return changed(author, "alert_rule.create", async (client) => {
    const { rows } = await client.query<{ many: number }>("SELECT count(*)::int AS many FROM alert_rule WHERE origin = 'custom'");
    if ((rows[0]?.many ?? 0) >= MOST_CUSTOM)
      throw new DomainError("conflict", `There are ${MOST_CUSTOM} rules of one's own already; delete one first.`);
    const rule = draftRule(given, author.name);
    await writeRule(client, rule);
    return { before: null, after: rule };
  });
}

/** A rule of somebody's own that nobody wrote yet. @throws validation_failed where its parts do not fit together */
export function draftRule(given: NewRule, by: string): StoredRule {
  const made = { createdAt: now(), createdBy: by, updatedAt: now(), updatedBy: by };
  const rule: StoredRule = {
    ...{ id: uuidv7(), origin: "custom", reported: "", edited: [], calibration: null, ...made },
    ...{ title: given.title, reason: given.reason, on: given.on, severity: given.severity, subjects: given.subjects },
    condition: toCondition(given.condition),
    scope: canonicalScope(given.scope),
  };
  requireFitting(rule);
  return rule;
}

/** Changes what is given of a rule. @throws validation_failed, with a pointer to each field that does not fit */
export function changeRule(id: string, change: RuleChange, author: Author): Promise<RuleAnswer> {
  return changed(author, "alert_rule.change", async (client) => {
    const before = await lockRule(client, id);
    const rule = changedRule(before, change, author.name);
    await writeRule(client, rule);
    return { before, after: rule };
  });
}

/** A rule with changes, which nobody wrote yet. @throws validation_failed */
export function changedRule(before: StoredRule, change: RuleChange, by: string): StoredRule {
  const { condition: partial, threshold, scope, ...plain } = change;
  const rule: StoredRule = { ...before, ...plain, updatedAt: now(), updatedBy: by };
  if (scope) rule.scope = canonicalScope(scope);
  if (partial || threshold !== undefined)
    rule.condition = toCondition(parseCondition(before, partial ?? {}, numberOf(before, threshold)));
  rule.edited = editedFields(rule);
  requireFitting(rule);
  return rule;
}

/** Makes a ready-made rule what was shipped. @throws conflict for somebody's own */
export function resetRule(id: string, author: Author): Promise<RuleAnswer> {
  return changed(author, "alert_rule.reset", async (client) => {
    const before = await lockRule(client, id);
    const shipped = before.origin === "ready_made" ? shippedRule(id) : undefined;
    if (!shipped) throw new DomainError("conflict", "This rule was not shipped; there is nothing to go back to.");
    const rule: StoredRule = { ...before, ...shipped, scope: {}, edited: [], updatedAt: now(), updatedBy: author.name };
    await writeRule(client, rule);
    return { before, after: rule };
  });
}

/** Deletes a rule of somebody's own; its alerts stay. @throws conflict for a ready-made one */
export function deleteRule(id: string, author: Author): Promise<RuleAnswer> {
  return changed(author, "alert_rule.delete", async (client) => {
    const before = await lockRule(client, id);
    if (before.origin === "ready_made")
      throw new DomainError("conflict", "Ready-made rules cannot be deleted; switch this one off.");
    await client.query("DELETE FROM alert_rule WHERE id = $1", [id]);
    return { before, after: null };
  });
}

/** Providers by their canonical names, as events are kept. */
function canonicalScope(scope: NewRule["scope"]): RuleScope {
  const given = Object.entries(scope).filter(([, names]) => names !== undefined);
  return Object.fromEntries(
    given.map(([dimension, names]) => [
      dimension,
      dimension === "provider" ? names.map((name) => (name.includes("*") ? name : canonicalProvider(name))) : names,
    ]),
  );
}

function refused(errors: FieldError[]): DomainError {
  const [first] = errors;
  return new DomainError("validation_failed", `${first?.pointer}: ${first?.detail}.`, { errors });
}

function requireFitting(rule: StoredRule): void {
  const faults = faultsOf(rule);
  if (faults.length > 0) throw refused(faults);
}

/** What a change means by its threshold; undefined where it gives none. */
function numberOf(rule: StoredRule, threshold: RuleChange["threshold"]): number | undefined {
  if (threshold === undefined || typeof threshold === "number") return threshold;
  const pointer = "/threshold";
  if (threshold === "calibrated") {
    const value = rule.calibration?.value ?? null;
    if (value !== null) return value;
    throw refused([{ pointer, detail: rule.calibration?.note ?? "there is no value from this installation's history yet" }]);
  }
  const shipped = rule.origin === "ready_made" ? shippedRule(rule.id) : undefined;
  const value = shipped && thresholdOf(shipped.condition)?.value;
  if (value !== undefined) return value;
  throw refused([{ pointer, detail: "nobody reported a number for this rule" }]);
}

function parseCondition(rule: StoredRule, partial: Record<string, unknown>, threshold: number | undefined) {
  const present = toWire(rule.condition);
  const field = THRESHOLD_FIELD[present.kind];
  if (partial.kind !== undefined && partial.kind !== present.kind)
    throw refused([{ pointer: "/condition/kind", detail: `is ${present.kind} and stays so; make a rule of one's own instead` }]);
  if (threshold !== undefined && field === undefined)
    throw refused([{ pointer: "/threshold", detail: `a rule of kind ${present.kind} has none` }]);
  const wanted = { ...present, ...partial, ...(threshold === undefined || !field ? {} : { [field]: threshold }) };
  const parsed = conditionSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const given = threshold !== undefined && field !== undefined && !(field in partial);
  const error = invalidInput(parsed.error, ["condition"], "body");
  const errors = error.errors.map((each) =>
    given && each.pointer === `/condition/${field}` ? { ...each, pointer: "/threshold" } : each,
  );
  throw refused(errors);
}

async function lockRule(client: pg.PoolClient, id: string): Promise<StoredRule> {
  const row = await readRuleRow(client, id, true);
  const rule = row && ruleOf(row);
  if (!rule) throw new DomainError("not_found", `There is no alert rule with the id "${id}".`);
  return rule;
}

/** One change with its audit entry and version. */
async function changed(
  author: Author,
  action: string,
  change: (client: pg.PoolClient) => Promise<{ before: StoredRule | null; after: StoredRule | null }>,
): Promise<RuleAnswer> {
  const rule = await inTransaction(async (client) => {
    const { before, after } = await change(client);
    const subject = after ?? before;
    if (!subject) throw new Error("a rule changed from nothing to nothing");
    await author.note(client, {
      action,
      subject: `alert_rule:${subject.id}`,
      before: before && ruleAnswer(before),
      after: after && ruleAnswer(after),
    });
    await bumpVersion(client, RULES_VERSION);
    return subject;
  });
  await loadRules();
  return ruleAnswer(rule);
}
