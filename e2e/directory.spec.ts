import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { TOKEN } from "./product";

const headers = { authorization: `Bearer ${TOKEN}` };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

async function send(request: APIRequestContext, tenant: string, ids: string[]) {
  const data = ids.map((id, at) => ({
    ...{ id, tenant, source: "moves-journey", timestamp: minutesAgo(at + 1), feature: "chat", environment: "production" },
    ...{ model: "gpt-4o", usage: { input_tokens: 1_000_000, output_tokens: 0 } },
  }));
  return (await request.post("/ingest", { headers, data })).json();
}

const entry = (page: Page, label: string) => page.getByLabel(label, { exact: true }).and(page.locator("input"));

test("wrongly attributed spend is shown, moved, listed and marked; what cannot move is named; names are as people call them", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  expect(await send(request, "wayne-typo", ["w1", "w2", "w3"])).toMatchObject({ accepted: 3 });
  expect(await send(request, "wayne", ["w3"])).toMatchObject({ accepted: 1 });
  await expect(async () => {
    const named = await request.patch("/api/v1/tenants/wayne", { headers, data: { display_name: "Wayne Enterprises" } });
    expect(named.status()).toBe(200);
  }).toPass({ timeout: 60_000 });

  await page.goto("/directory?view=moves");
  await entry(page, "Tenant").fill("wayne-typo");
  await entry(page, "To tenant").fill("wayne");
  await page.getByRole("button", { name: "Show what would move" }).click();
  await expect(page.getByText("is empty").first()).toBeVisible();
  await page.getByLabel("Reason").fill("sent with a typing error");
  await page.getByRole("button", { name: "Show what would move" }).click();
  await expect(page.getByText("2 events of $5.00 would move.")).toBeVisible();
  await expect(page.getByText("1 event cannot move")).toBeVisible();
  await expect(page.getByText("w3 of moves-journey, wayne-typo")).toBeVisible();
  const effect = page.getByRole("region", { name: "Difference" });
  await expect(effect.getByRole("row", { name: /Wayne Enterprises/ })).toContainText("+$5.00");
  await expect(effect.getByRole("row", { name: /wayne-typo/ })).toContainText("−$5.00");
  await page.getByText("By name and day").click();
  await expect(effect.getByRole("row", { name: /20\d\d-\d\d-\d\d.*Wayne Enterprises/ }).first()).toBeVisible();

  const make = page.getByRole("button", { name: "Move 2 events" });
  await expect(make).toBeDisabled();
  await page.getByLabel("Leave events that cannot move where they are").check();
  await make.click();
  await page.getByRole("dialog", { name: "Move this spend?" }).getByRole("button", { name: "Move" }).click();
  const result = page.getByRole("dialog", { name: "Moved spend" });
  await expect(result.getByText("2 events of $5.00 moved.")).toBeVisible();
  await expect(page).toHaveURL(/move=/);
  await result.getByRole("button", { name: "Close" }).click();
  const history = page.getByRole("region", { name: "What was moved" });
  await expect(history.getByRole("row", { name: /sent with a typing error/ })).toContainText("tenant Wayne Enterprises");

  // Known when it is sent again, and found by the address it had.
  expect(await send(request, "wayne-typo", ["w1"])).toMatchObject({ accepted: 0 });
  await page.goto("/explore?tenant=wayne&by=tenant");
  await expect(page.getByRole("group", { name: "Filters" }).getByText("Wayne Enterprises")).toBeVisible();
  const row = page.getByRole("region", { name: "Totals by group" }).getByRole("row", { name: /Wayne Enterprises/ });
  await expect(row).toContainText("$7.50");
  await expect(row.getByRole("button")).toHaveAttribute("title", /wayne/);
  const found = await request.get("/api/v1/events/w1?tenant=wayne-typo&source=moves-journey", { headers });
  await page.goto(`/events/${(await found.json()).ref}`);
  await expect(page.getByText(/Moved from tenant wayne-typo to wayne/)).toBeVisible();
  await page.getByRole("link", { name: "Moved", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Moved spend" })).toContainText("sent with a typing error");
});

test("spend by owner leads to the events it is made of, and to a file", async ({ page, request }) => {
  await expect(async () => {
    const owned = await request.patch("/api/v1/tenants/initech", { headers, data: { owner: "bill@example.com" } });
    expect(owned.status()).toBe(200);
  }).toPass({ timeout: 60_000 });
  await page.goto("/directory?view=spend");
  const row = page.getByRole("row", { name: /bill@example.com/ });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  expect(download.suggestedFilename()).toMatch(/spend-by-owner.*\.csv/);
  await row.getByRole("link", { name: "events of initech" }).click();
  await expect(page).toHaveURL(/\/events\?.*tenant=initech/);
  await expect(
    page
      .getByRole("region", { name: /Recorded events, newest/ })
      .getByRole("row")
      .nth(1),
  ).toBeVisible();
});
