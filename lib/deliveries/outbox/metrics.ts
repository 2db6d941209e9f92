import { Counter } from "prom-client";
import { singleton } from "@/lib/platform/singleton";
import type { Outcome } from "../channels/kind";

const attempts = () =>
  singleton(
    "deliveryAttempts",
    () =>
      new Counter({
        name: "costwarden_delivery_attempts_total",
        help: "Attempts of this instance to deliver a message, by kind of channel and what became of them",
        labelNames: ["kind", "outcome"],
      }),
  );

export function countAttempt(kind: string, outcome: Outcome): void {
  attempts().inc({ kind, outcome });
}
