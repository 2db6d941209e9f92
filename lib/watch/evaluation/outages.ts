import type { Outage } from "./core/follow";
import { hitAtProvider, mayBeOutage, type TenantAtProvider } from "./core/together";
import type { LiveSubject } from "./live-subject";

/** Which providers fail, and whose calls. */
export class Outages {
  private readonly known = new Map<string, { hit: ReadonlySet<string>; perhaps: boolean }>();

  /** @param wasOut it failed until now: who was hit stays so until it is over. @returns the tenants hit now; null where it does not fail */
  look(provider: string, parts: readonly TenantAtProvider[], wasOut: boolean): string[] | null {
    const hit = hitAtProvider(parts);
    const before = wasOut ? this.known.get(provider)?.hit : undefined;
    this.known.set(provider, {
      hit: hit ? new Set(parts.map(({ tenant }) => tenant)) : (before ?? new Set()),
      perhaps: hit === null && mayBeOutage(parts),
    });
    return hit;
  }

  /** Nothing of note fails there. */
  forget(provider: string): void {
    this.known.delete(provider);
  }

  of(subject: LiveSubject): Outage {
    let perhaps = false;
    for (const provider of subject.providers) {
      const outage = this.known.get(provider);
      if (!outage) continue;
      if (subject.tenant === "" ? outage.hit.size > 0 : outage.hit.has(subject.tenant)) return "yes";
      perhaps ||= outage.perhaps;
    }
    return perhaps ? "perhaps" : "no";
  }
}
