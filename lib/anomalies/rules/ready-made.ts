import { CALL_RULES } from "./ready-made/calls";
import { FACT_RULES } from "./ready-made/facts";
import { SPEND_RULES } from "./ready-made/spend";
import type { Rule } from "./rule";

/** The rules that exist after the first start; every one may be edited, narrowed or switched off. */
export const READY_MADE_RULES: readonly Rule[] = [...SPEND_RULES, ...CALL_RULES, ...FACT_RULES];
