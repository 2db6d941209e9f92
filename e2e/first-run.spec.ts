import { expect, test } from "@playwright/test";
import { ADMIN } from "./product";

test("from sign-in to the formula of the first event's cost", async ({ page, request, baseURL }) => {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("401")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));

  await page.goto("/explore?range=7d");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();

  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/explore\?range=7d$/);
  await page.context().storageState({ path: "test-results/session.json" });

  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Send the first event" })).toBeVisible();
  await page.getByRole("button", { name: "Create a token" }).click();
  const token = (await page.getByRole("region", { name: "The new API token" }).textContent())?.trim() ?? "";
  expect(token).toMatch(/^cw_.{29,}$/);
  const command = await page.getByRole("region", { name: "Command that sends one event" }).textContent();
  expect(command).toContain(`${baseURL}/ingest`);
  expect(command).toContain(token);
  const [, body = ""] = /-d '(.+)'/s.exec(command ?? "") ?? [];
  await expect(page.getByText("Waiting for the first event…")).toBeVisible();

  const answer = await request.post("/ingest", {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    data: body,
  });
  expect(await answer.json()).toMatchObject({ accepted: 1, results: [{ cost_usd: "0.005615" }] });

  // The page turns by itself.
  await expect(page.getByRole("heading", { name: "$0.005615" })).toBeVisible();
  await expect(page.getByText("for the tenant acme, feature summarize")).toBeVisible();
  await page.getByRole("button", { name: "Open the overview" }).click();
  await expect(page.getByRole("region", { name: "Spend today" })).toContainText("$0.00562");
  await expect(page.getByRole("region", { name: "Month to date" })).toContainText("$0.00562");
  await expect(page.getByText("Every request is priced.")).toBeVisible();

  await page.getByRole("region", { name: "Top tenants" }).getByRole("link", { name: "acme" }).click();
  await expect(page).toHaveURL(/\/explore\?range=7d&by=feature&tenant=acme/);
  const groups = page.getByRole("region", { name: "Totals by group" });
  await expect(groups.getByRole("row", { name: /summarize/ })).toContainText("$0.00562");
  await groups.getByRole("link", { name: "List events of summarize" }).click();
  await expect(page).toHaveURL(/\/events\?/);
  await page
    .getByRole("region", { name: /Recorded events, newest/ })
    .getByRole("link")
    .first()
    .click();

  // 86 x 2.5 + 1,920 x 1.25 + 300 x 10 dollars a million: 0.000215 + 0.0024 + 0.003.
  const components = page.getByRole("region", { name: "Components of the cost" });
  await expect(components.getByRole("row", { name: "Input tokens 86" })).toContainText("$0.000215");
  await expect(components.getByRole("row", { name: /read from cache 1,920/ })).toContainText("$0.0024");
  await expect(components.getByRole("row", { name: "Output tokens 300" })).toContainText("$0.003");
  await expect(components.getByRole("row", { name: "Sum" })).toContainText("$0.005615");
  expect(problems).toEqual([]);
});
