import { onCrossing } from "@/lib/budgets/service";
import { connectKeys } from "@/lib/keys/service";
import { singleton } from "@/lib/platform/singleton";
import { raiseCrossings } from "./raise-crossings";
import { sendKeyReminder } from "./send-key-reminder";
import { tellFindings } from "./tell-findings";

const state = singleton("followedFacts", () => ({ following: false }));

/** From now on what budgets and keys tell becomes alerts and messages, in their own transactions. Once a process. */
export function followFacts(): void {
  if (state.following) return;
  state.following = true;
  onCrossing(raiseCrossings);
  connectKeys({ tellFindings, sendReminder: sendKeyReminder });
}
