import { expect, test } from "@playwright/test";

test("pricing an unpriced model rates its past", async ({ page }) => {
  await page.goto("/prices?view=unpriced");
  await page.getByRole("button", { name: "Price it: in-house-llm" }).click();
  const dialog = page.getByRole("dialog", { name: "Price a model" });
  await dialog.getByRole("textbox", { name: "Input" }).fill("a lot");
  await dialog.getByRole("button", { name: "Save the price" }).click();
  await expect(dialog.getByText("A number such as 2.5")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Input" }).fill("1");
  await dialog.getByRole("textbox", { name: "Output" }).fill("2");
  await dialog.getByRole("button", { name: "Save the price" }).click();
  await expect(page.getByText("30 events rated with it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Price it: in-house-llm" })).toHaveCount(0);
});

test("a price that jumps must be confirmed", async ({ page }) => {
  await page.goto("/prices?view=overrides");
  await page.getByRole("button", { name: "Add an override" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an override" });
  await dialog.getByLabel("Provider").fill("openai");
  await dialog.getByLabel("Model").fill("gpt-4o");
  await dialog.getByText("Agreed rates").click();
  await dialog.getByLabel("Input").fill("250");
  await dialog.getByRole("button", { name: "Save the override" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "fivefold" })).toBeVisible();
  await dialog.getByRole("button", { name: "Yes, save it" }).click();
  await expect(page.getByRole("region", { name: "Price overrides" })).toContainText("input $250");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Everything costs its list price")).toBeVisible();
});

test("a rejected event is shown with its reason", async ({ page }) => {
  await page.goto("/events?state=rejected");
  const refused = page.getByRole("listitem").filter({ hasText: "needs one of usage, cost_usd" }).first();
  await refused.getByRole("button", { name: "Show payload" }).click();
  await expect(page.getByRole("region", { name: "Payload as it was sent" })).toContainText("bad-1");
});
