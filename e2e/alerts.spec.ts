import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { TOKEN } from "./product";
import { startReceiver } from "./receiver";

const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };

/** A service that sends the same call again and again, and is refused: 120 calls of one user action within a few minutes. */
async function retryStorm(request: APIRequestContext, tenant: string): Promise<void> {
  const now = Date.now();
  const events = Array.from({ length: 120 }, (_, index) => ({
    id: `${tenant}-${index}`,
    source: "alerts-journey",
    timestamp: new Date(now - index * 1000).toISOString(),
    tenant,
    feature: "nightly-summaries",
    environment: "production",
    provider: "openai",
    model: "gpt-4o",
    usage: { input_tokens: 20_000, output_tokens: 2000 },
    status: index % 3 === 0 ? 429 : 200,
    attempt: 120 - index,
    correlation_id: `${tenant}-job-42`,
    finish_reason: "stop",
    latency_ms: 900,
  }));
  const answer = await request.post("/ingest", { headers: AUTHORIZATION, data: events });
  expect(await answer.json()).toMatchObject({ accepted: 120 });
}

const inbox = (page: Page) => page.getByRole("region", { name: "Alerts", exact: true });

test("an incident is seen, acknowledged, followed to its requests, and its tenant stopped: a decision is then denied", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  await retryStorm(request, "soylent");

  await page.goto("/live");
  await expect(
    page
      .getByRole("region", { name: "Top burners" })
      .getByRole("row", { name: /^soylent/ })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("region", { name: "Retry storms, most calls first" })).toContainText("soylent-job-42");

  await page.goto("/alerts?tenant=soylent");
  const alert = inbox(page).getByRole("row", { name: /429/ }).filter({ hasText: "soylent" }).first();
  await expect(alert).toBeVisible();
  await alert.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/alerts\/[0-9a-f-]{36}/);
  await expect(page.getByRole("region", { name: "Sample requests" }).first()).toContainText("soylent");

  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByRole("region", { name: "State" })).toContainText("acknowledged");
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("acknowledged by admin@example.com");

  await page.getByRole("link", { name: "Its requests" }).click();
  await expect(page).toHaveURL(/\/events\?.*tenant=soylent/);
  const call = page
    .getByRole("region", { name: /Recorded events, newest/ })
    .getByRole("row", { name: /soylent/ })
    .first();
  await expect(call).toContainText("soylent-job-42");
  await expect(call).toContainText(/attempt \d+/);

  await page.goBack();
  await page.getByRole("link", { name: "Stop these calls" }).click();
  const dialog = page.getByRole("dialog", { name: "Stop calls" });
  await expect(dialog).toContainText("Tenant: soylent");
  await expect(dialog.getByLabel("Why")).not.toHaveValue("");
  await dialog.getByRole("button", { name: "Block these calls" }).click();
  await expect(page.getByRole("region", { name: "Stops in force, newest first" })).toContainText("Tenant soylent");

  await expect(async () => {
    const decision = await request.post("/api/v1/decisions", {
      headers: AUTHORIZATION,
      data: { tenant: "soylent", feature: "nightly-summaries", model: "gpt-4o" },
    });
    expect(await decision.json()).toMatchObject({ decision: "deny" });
  }).toPass({ timeout: 60_000 });
});

test("alerts are acknowledged together from the keyboard, and the badge counts what is left", async ({ page, request }) => {
  await retryStorm(request, "tyrell");
  await page.goto("/alerts?tenant=tyrell&state=open");
  await expect(
    inbox(page)
      .getByRole("row", { name: /tyrell/ })
      .first(),
  ).toBeVisible();
  await page.getByRole("button", { name: "Choose all" }).click();
  await page.keyboard.press("a");
  await expect(page.getByText(/alerts? acknowledged/)).toBeVisible();
  await page.goto("/alerts?tenant=tyrell&state=acknowledged");
  await expect(
    inbox(page)
      .getByRole("row", { name: /tyrell/ })
      .first(),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Incidents" }).click();
  await expect(page.getByRole("region", { name: "Incidents" }).first()).toBeVisible();
});

test("a channel is added, tested with its answer in sight, told of what was open before and of what comes, and the log shows the attempts", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  const receiver = await startReceiver();
  try {
    await page.goto("/alerts");
    await expect(page.getByText(/open alerts? w(as|ere) never sent/)).toBeVisible();
    await page.getByRole("link", { name: "Connect a channel" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a channel" });
    await dialog.getByLabel("Name").fill("Receiver");
    await dialog.getByLabel("Kind").selectOption("webhook");
    await dialog.getByLabel("Address of the webhook").fill(receiver.url);
    await dialog.getByRole("button", { name: "Add the channel" }).click();
    // A private address is refused until it is allowed.
    await expect(dialog.getByRole("alert")).toBeVisible();
    await dialog.getByLabel("May lie in a private network").check();
    await dialog.getByRole("button", { name: "Add the channel" }).click();
    await expect(page.getByRole("region", { name: "The signing secret" })).toContainText("whsec_");
    await page.getByRole("button", { name: "Test Receiver" }).click();
    await expect(page.getByText("Receiver took the test message")).toBeVisible();
    await expect(page.getByRole("region", { name: "What it answered" })).toContainText("thank you");

    await page.getByRole("button", { name: /^Send (it|them) now/ }).click();
    await expect(page.getByText(/incidents? sent$/)).toBeVisible();
    await expect.poll(() => receiver.taken.some((body) => body.includes("Not told before")), { timeout: 20_000 }).toBe(true);
    await expect(page.getByText(/never sent/)).toBeHidden();

    await retryStorm(request, "wonka");
    await expect.poll(() => receiver.taken.some((body) => body.includes("wonka")), { timeout: 60_000 }).toBe(true);
    await page.goto("/alerts/deliveries?state=delivered");
    const message = page.getByRole("region", { name: "Messages, newest first" }).getByRole("row", { name: /wonka/ }).first();
    await expect(message).toContainText("delivered (200)");
    await message.getByRole("button").first().click();
    await expect(page.getByRole("dialog")).toContainText("answered 200");
  } finally {
    receiver.close();
  }
});

test("a suggested rule is switched on with one click, and given another number", async ({ page }) => {
  await page.goto("/alerts/rules?show=suggested");
  await page.getByRole("switch", { name: "Spend of an hour" }).click({ force: true });
  await page.goto("/alerts/rules?show=on");
  const rule = page.getByRole("region", { name: "Alert rules" }).getByRole("row", { name: /Spend of an hour/ });
  await expect(rule).toContainText("$50.00");
  await rule.getByRole("button", { name: "Edit Spend of an hour" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Above").fill("75");
  await expect(dialog).toContainText("above $75.00");
  await dialog.getByRole("button", { name: "Save the rule" }).click();
  await expect(rule).toContainText("$75.00");
  await expect(rule).toContainText("shipped as $50.00");
});
