import { organisation } from "@/lib/platform/organisation";
import type { Rules } from "./check-terms";

/** The organisation's calendar and tags, as they are now. */
export function currentRules(): Rules {
  const { timezone, week_starts_on, declared_tags } = organisation();
  return { zone: timezone, weekStartsOn: week_starts_on, declaredTags: declared_tags };
}
