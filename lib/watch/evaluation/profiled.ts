import type { BaselineMeasure } from "@/lib/anomalies/service";
import type { KnownProfile } from "../baselines/outlooks";
import type { SubjectName } from "../baselines/queries/read-subjects";
import type { Subject } from "../subject";
import type { Band } from "./core/profile";

/** A subject with what its past says is usual of it; as if there were no past until that was read. */
export class Profiled {
  /** Null until it was read. */
  profile: KnownProfile | null = null;

  constructor(readonly subject: Subject) {}

  get name(): string {
    return this.subject.key;
  }
  get tenant(): string {
    return this.subject.scope.tenant ?? "";
  }
  get isOfTenant(): boolean {
    return this.subject.scope.tenant !== undefined;
  }
  /** Its row among the baselines. */
  get stored(): SubjectName {
    return { tenant: this.tenant, subject: this.subject.key };
  }

  get median(): number {
    return this.profile?.median ?? 0;
  }
  get activeHours(): number {
    return this.profile?.activeHours ?? 0;
  }
  get usualRequests(): number {
    return this.profile?.usualRequests ?? 0;
  }
  get usualCacheRate(): number {
    return this.profile?.usualCacheRate ?? 0;
  }
  get sinceMs(): number | null {
    return this.profile?.sinceMs ?? null;
  }
  bandOfHour(measure: BaselineMeasure, hourMs: number): Band | null {
    return this.profile?.bandOfHour(measure, hourMs) ?? null;
  }
  bandOfMean(measure: BaselineMeasure, hourMs: number, requests: number): Band | null {
    return this.profile?.bandOfMean(measure, hourMs, requests) ?? null;
  }
}
