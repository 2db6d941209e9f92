import { onCrossing } from "@/lib/budgets/service";
import { singleton } from "@/lib/platform/singleton";
import { raiseCrossings } from "./raise-crossings";

const state = singleton("followedFacts", () => ({ following: false }));

/** From now on what other rooms tell becomes alerts. Once a process. */
export function followFacts(): void {
  if (state.following) return;
  state.following = true;
  onCrossing(raiseCrossings);
}
