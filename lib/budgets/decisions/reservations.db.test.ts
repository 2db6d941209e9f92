import { beforeAll, expect, test } from "vitest";
import { followRecording } from "@/lib/metering/service";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, record } from "@/tests/spent-usage";
import { createBudget } from "../changes/change-budgets";
import { newBudget } from "../contract";
import { publishBook } from "../standings/current-book";
import { StandingsKeeper } from "../standings/keeper";
import { answerQuestions } from "./answer-questions";
import { type Decision, question } from "./contract";
import { readReserved } from "./reserved";
import { settleReservations } from "./settle-reservations";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  followRecording("reservations", settleReservations);
});

const keeper = new StandingsKeeper();

async function ask(more: Record<string, unknown>): Promise<Decision> {
  const asked = question.parse({ tenant: "acme", model: "gpt-4o", ...more });
  return (await answerQuestions({ questions: [asked], many: false, under: "" }, null)) as Decision;
}

test("a reservation is let in as soon as there is room, also while this instance still remembers what was settled", async () => {
  publishBook(keeper.book);
  const scope = { tenant: ["acme"] };
  await createBudget(newBudget.parse({ name: "b", scope, period: "day", limit: "1", mode: "block" }), author);
  await keeper.look();
  const all = await ask({ estimated_cost_usd: "1", reserve: true });
  expect(all.decision).toBe("allow");
  await readReserved();
  expect((await ask({ estimated_cost_usd: "0.01" })).decision).toBe("deny");
  expect((await ask({ estimated_cost_usd: "0.01", reserve: true })).decision).toBe("deny");

  const call = { id: "e", tenant: "acme", provider: "openai", model: "gpt-4o", cost_usd: "0.4" };
  await record([{ ...call, reservation_id: all.reservation_id }]);
  await keeper.look();
  // Memory has the event now, and what was set aside for it as well.
  expect((await ask({ estimated_cost_usd: "0.01" })).decision).toBe("deny");
  expect((await ask({ estimated_cost_usd: "0.6", reserve: true })).decision).toBe("allow");
  expect((await ask({ estimated_cost_usd: "0.01", reserve: true })).decision).toBe("deny");
});
