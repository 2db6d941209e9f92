import type { Operation } from "@/lib/platform/http/operation";
import * as inventory from "./operations/inventory";
import * as judgement from "./operations/judgement";
import * as reminders from "./operations/reminders";
import * as rotation from "./operations/rotation";

export * from "./operations/inventory";
export * from "./operations/judgement";
export * from "./operations/reminders";
export * from "./operations/rotation";

export const keyOperations: readonly Operation[] = [
  ...Object.values(inventory),
  ...Object.values(rotation),
  ...Object.values(judgement),
  ...Object.values(reminders),
];
