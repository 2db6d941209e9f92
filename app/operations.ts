import { accessOperations } from "@/lib/access/operations";
import { alertOperations } from "@/lib/alerts/operations";
import { decisionOperations } from "@/lib/budgets/decisions/operations";
import { budgetOperations } from "@/lib/budgets/operations";
import { policyOperations } from "@/lib/budgets/policies/operations";
import { stopOperations } from "@/lib/budgets/stops/operations";
import { deliveryOperations } from "@/lib/deliveries/operations";
import { directoryOperations } from "@/lib/directory/operations";
import { keyOperations } from "@/lib/keys/operations";
import { meteringOperations } from "@/lib/metering/operations";
import { reAttributionOperations } from "@/lib/metering/re-attribution/operations";
import { reRatingOperations } from "@/lib/metering/re-rating/operations";
import type { Operation } from "@/lib/platform/http/operation";
import { pricingOperations } from "@/lib/pricing/operations";
import { reportOperations } from "@/lib/reports/operations";
import { liveOperations } from "@/lib/spend/live/operations";
import { spendOperations } from "@/lib/spend/operations";
import { backtestOperations } from "@/lib/watch/backtest/operations";
import { ruleOperations } from "@/lib/watch/rules/operations";

/**
 * Every operation of the API: the authorisation table, and what the OpenAPI document is made of.
 * A test holds that no route exists beside it.
 */
export const operations: readonly Operation[] = [
  ...spendOperations,
  ...liveOperations,
  ...meteringOperations,
  ...pricingOperations,
  ...reRatingOperations,
  ...reAttributionOperations,
  ...stopOperations,
  ...policyOperations,
  ...decisionOperations,
  ...budgetOperations,
  ...keyOperations,
  ...directoryOperations,
  ...deliveryOperations,
  ...alertOperations,
  ...reportOperations,
  ...ruleOperations,
  ...backtestOperations,
  ...accessOperations,
];
