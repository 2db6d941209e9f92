import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { TOKEN } from "./product";

const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };

/** A call of whole dollars, so that sums can be told by looking. */
async function spend(request: APIRequestContext, tenant: string, name: string, dollars: number): Promise<void> {
  const event = {
    id: `${tenant}-${name}`,
    source: "budgets-journey",
    tenant,
    feature: "chat",
    environment: "production",
    provider: "openai",
    model: "gpt-4o",
    // 100,000 output tokens of gpt-4o cost $1.
    usage: { input_tokens: 0, output_tokens: dollars * 100_000 },
  };
  const answer = await request.post("/ingest", { headers: AUTHORIZATION, data: [event] });
  expect(await answer.json()).toMatchObject({ accepted: 1, results: [{ cost_usd: String(dollars) }] });
}

async function choose(page: Page, button: string, dimension: string, value: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("menuitem", { name: dimension, exact: true }).click();
  const values = page.getByRole("combobox", { name: `Values of ${dimension}` });
  await values.fill(value);
  await values.press("Enter");
  await page.getByRole("button", { name: `Done with ${dimension}` }).click();
}

function row(page: Page, table: string, name: string | RegExp) {
  return page.getByRole("region", { name: table, exact: true }).getByRole("row", { name });
}

test("a budget is made with its preview in sight, crossed by usage, explained to the cent, and changed with a history", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  await spend(request, "hooli", "first", 6);

  await page.goto("/budgets");
  await page.getByRole("link", { name: "New budget" }).click();
  await page.getByLabel("Name").fill("Hooli");
  await choose(page, "Choose what for", "Tenant", "hooli");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("Type a limit");
  await page.getByLabel("Limit", { exact: true }).fill("0");
  await page.getByRole("button", { name: "Make the budget" }).click();
  await expect(page.getByText("A number above 0, such as 96")).toBeVisible();
  await page.getByLabel("Limit", { exact: true }).fill("10");
  await expect(preview).toContainText("$6.00 of $10.00");
  await page.getByRole("button", { name: "Make the budget" }).click();

  await expect(page.getByRole("heading", { name: "Hooli", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Spent" }).first()).toContainText("$6.00");
  // What was spent before counts at once, for its thresholds too.
  await expect(row(page, "Thresholds crossed, newest first", /50% spent/)).toContainText("of $10.00");
  await spend(request, "hooli", "second", 3);
  await expect(row(page, "Thresholds crossed, newest first", /80% spent/)).toContainText("$9.00 of $10.00");
  await expect(row(page, "Thresholds crossed, newest first", /50% spent/)).toHaveCount(1);

  const made = page.getByRole("region", { name: "What it is made of" });
  await expect(made).toContainText("sum to $9.00, exactly what was spent");
  await made.getByRole("combobox", { name: "Rows by" }).selectOption("model");
  await expect(page).toHaveURL(/by=model/);
  await expect(row(page, "Rows that make what was spent", /gpt-4o/)).toContainText("$9.00");

  await page.getByRole("link", { name: "Change" }).click();
  await page.getByLabel("Limit", { exact: true }).fill("20");
  await page.getByLabel("Why it changes").fill("more users");
  await page.getByRole("button", { name: "Save the changes" }).click();
  await expect(row(page, "Limits, newest first", /more users/)).toContainText("$20.00");
  await expect(row(page, "Limits, newest first", /\$10\.00/)).toBeVisible();
  await page.getByRole("button", { name: "Increase for a while" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Added to the limit").fill("5");
  await dialog.getByLabel("Until the end of").fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByLabel("Why").fill("launch week");
  await dialog.getByRole("button", { name: "Increase the limit" }).click();
  await expect(row(page, "Temporary increases, newest first", /launch week/)).toContainText("$5.00");
  await expect(page.getByRole("region", { name: "Spent" }).first()).toContainText("of $25.00");

  await page.getByRole("navigation").getByRole("link", { name: "Budgets" }).click();
  await expect(row(page, "Budgets", /^Hooli/)).toContainText("36.0%");
  await page.getByLabel("Search budgets").fill("nothing like it");
  await expect(page.getByText("No budget matches")).toBeVisible();
  await expect(page).toHaveURL(/q=nothing/);
});

test("the rows of a budget lead to the calls they are made of", async ({ page, request }) => {
  const made = await request.post("/api/v1/budgets", {
    headers: AUTHORIZATION,
    data: { name: "Pied Piper", scope: { tenant: ["piper"] }, period: "day", limit: "100" },
  });
  const { id } = await made.json();
  await spend(request, "piper", "only", 2);
  await page.goto(`/budgets/${id}`);
  const rows = page.getByRole("region", { name: "Rows that make what was spent" });
  await rows.getByRole("link", { name: "Events" }).first().click();
  await expect(page).toHaveURL(/\/events\?.*tenant=piper/);
  await expect(page.getByRole("region", { name: /Recorded events, newest/ }).getByRole("row", { name: /piper/ })).toContainText(
    "$2.00",
  );
});

test("a CSV is refused with its lines, and imported once it is right", async ({ page }) => {
  await page.goto("/budgets");
  await page.getByRole("link", { name: "Import CSV" }).click();
  const text = page.getByLabel("CSV text");
  const wrong =
    "name,scope,period,limit\nFirst,tenant=csv-one,month,-5\nSecond,planet=mars,month,10\nThird,tenant=csv-two,month,30\n";
  await text.fill(wrong);
  await page.getByRole("button", { name: "Check it" }).click();
  const faults = page.getByRole("region", { name: "Faults by line" });
  await expect(faults.getByRole("row", { name: /^2 limit/ })).toBeVisible();
  await expect(faults.getByRole("row", { name: /^3 scope/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);

  await text.fill(wrong.replace("-5", "5").replace("planet=mars", "tenant=csv-three"));
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(page.getByText("3 budgets made, 0 changed, 0 left as they are. Nothing was changed yet.")).toBeVisible();
  await page.getByRole("button", { name: "Import 3 budgets" }).click();
  await expect(page).toHaveURL(/\/budgets$/);
  await expect(row(page, "Budgets", /^Third/)).toBeVisible();
});

test("calls are stopped with a reason and an end, a question is denied, and the stop is lifted", async ({ page }) => {
  const ask = async (tenant: string) => {
    await page.goto("/stops?view=ask");
    await page.getByLabel("Tenant").fill(tenant);
    await page.getByRole("button", { name: "Ask" }).click();
  };
  await page.goto("/stops");
  await page.getByRole("button", { name: "Stop calls" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Block these calls" }).click();
  await expect(dialog.getByText("Choose which calls, or say that all are meant")).toBeVisible();
  await choose(page, "Choose what for", "Tenant", "runaway");
  await dialog.getByLabel("Why").fill("retry loop in their worker");
  await dialog.getByLabel("Ends by itself after").selectOption("1 hour");
  await dialog.getByRole("button", { name: "Block these calls" }).click();
  const stopped = row(page, "Stops in force, newest first", /Tenant runaway/);
  await expect(stopped).toContainText("retry loop in their worker");
  await expect(stopped).toContainText("admin@example.com");
  await expect(stopped).toContainText("nothing spent in 5 min");

  await ask("runaway");
  await expect(page.getByText("Denied", { exact: true })).toBeVisible();
  await expect(page.getByText("retry loop in their worker")).toBeVisible();
  await ask("somebody-else");
  await expect(page.getByText("No stop, policy or budget stands in its way.")).toBeVisible();

  await page.goto("/stops");
  await page.getByRole("button", { name: "Lift the stop of Tenant runaway" }).click();
  await page.getByRole("dialog").getByLabel("Why it is no longer needed").fill("fixed");
  await page.getByRole("dialog").getByRole("button", { name: "Lift the stop" }).click();
  await expect(row(page, "Stops in force, newest first", /Tenant runaway/)).toHaveCount(0);
  await page.getByRole("tab", { name: "Ended" }).click();
  await expect(row(page, "Stops that ended, newest first", /Tenant runaway/)).toContainText("lifted by admin@example.com: fixed");
  await expect(async () => {
    await ask("runaway");
    await expect(page.getByText("Allowed", { exact: true })).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test("a policy is made, a call violates it, and it is shown where", async ({ page, request }) => {
  await page.goto("/policies");
  await page.getByRole("button", { name: "New policy" }).click();
  const dialog = page.getByRole("dialog", { name: "New policy" });
  await dialog.getByLabel("Name").fill("Aviato: no big models");
  await dialog.getByRole("button", { name: "Make the policy" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Tenant").fill("aviato");
  const denied = dialog.getByRole("combobox", { name: "Never these models" });
  await denied.fill("gpt-4o*");
  await denied.press("Enter");
  await dialog.getByRole("button", { name: "Make the policy" }).click();
  await expect(row(page, "Policies, newest first", /Aviato/)).toContainText("never gpt-4o*");

  await expect(async () => {
    await spend(request, "aviato", `call-${Date.now()}`, 1);
    await page.goto("/policies");
    await page.getByRole("link", { name: "Aviato: no big models" }).click();
    await expect(row(page, "Violations by hour, newest first", /denied model/)).toContainText("gpt-4o", { timeout: 3000 });
  }).toPass();
  await row(page, "Violations by hour, newest first", /denied model/)
    .getByRole("link")
    .click();
  await expect(page).toHaveURL(/\/events\?.*tenant=aviato/);
});
