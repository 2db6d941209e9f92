import { nameReadFor } from "@/lib/directory/names/service";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { subjectOf } from "../subject";
import type { UserHour } from "./queries/user-hours";
import type { UserDay } from "./queries/write-user-days";

/** Hours of users as days of subjects: the user, and the user of each tenant, by the names that tenants are read under. */
export function daysOf(hours: readonly UserHour[]): UserDay[] {
  const days = new Map<string, UserDay>();
  for (const row of hours) {
    const tenant = nameReadFor("tenant", row.tenant);
    for (const kind of ["user", "tenant_user"] as const) {
      const subject = subjectOf(kind, { user: row.user, tenant });
      if (subject) add(days, kind, subject.key, kind === "user" ? [row.user] : [tenant, row.user], row);
    }
  }
  return [...days.values()];
}

function add(days: Map<string, UserDay>, kind: string, subject: string, names: readonly string[], row: UserHour): void {
  const hourMs = row.hour.getTime();
  const dayMs = Math.floor(hourMs / DAY_MS) * DAY_MS;
  const id = `${subject}\u001f${dayMs}`;
  let day = days.get(id);
  if (!day) {
    day = {
      ...{ tenant: kind === "user" ? "" : (names[0] ?? ""), subject, kind, names },
      day: new Date(dayMs).toISOString().slice(0, 10),
      ...{ spend: nothing(), tokens: nothing(), requests: nothing(), output: nothing() },
      ...{ firstMs: hourMs, lastMs: hourMs },
    };
    days.set(id, day);
  }
  const hour = (hourMs - dayMs) / HOUR_MS;
  const put = (values: number[], value: number) => {
    values[hour] = (values[hour] ?? 0) + value;
  };
  put(day.spend, row.usd);
  put(day.tokens, row.tokens);
  put(day.requests, row.requests);
  put(day.output, row.output);
  day.firstMs = Math.min(day.firstMs, hourMs);
  day.lastMs = Math.max(day.lastMs, hourMs);
}

const nothing = (): number[] => Array.from({ length: 24 }, () => 0);
