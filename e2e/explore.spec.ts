import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";

test("what is chosen is in the address, and going back restores it", async ({ page }) => {
  await page.goto("/explore");
  const groups = page.getByRole("region", { name: "Totals by group" });
  await expect(groups.getByRole("row", { name: /^globex/ })).toBeVisible();

  await page.getByRole("radiogroup", { name: "Range of days" }).getByText("7 days").click();
  await expect(page).toHaveURL(/range=7d/);
  await groups.getByRole("button", { name: "globex" }).click();
  await expect(page).toHaveURL(/tenant=globex/);
  await expect(groups.getByRole("row", { name: /^initech/ })).toHaveCount(0);
  await groups.getByRole("button", { name: "Requests" }).click();
  await expect(page).toHaveURL(/sort=-requests/);

  await page.goBack();
  await page.goBack();
  await expect(groups.getByRole("row", { name: /^initech/ })).toBeVisible();
  await expect(page).not.toHaveURL(/tenant=/);
  await expect(page).toHaveURL(/range=7d/);
});

test("the download holds exactly the rows and amounts of the table", async ({ page }) => {
  await page.goto("/explore?by=tenant,model&range=7d");
  const rows = page.getByRole("region", { name: "Totals by group" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  const [head = "", ...lines] = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  const columns = head.replace(/^\uFEFF/, "").split(",");
  const [tenant, model] = [columns.indexOf("tenant"), columns.indexOf("model")];
  const inFile = lines.map((line) => line.split(",")).filter((cells) => cells[tenant]);
  // The file has the names that events are sent under, as the link to a row's events has; the cells what people call them.
  const inTable = await rows.evaluateAll((all) =>
    all.map((row) => {
      const { searchParams } = new URL(row.querySelector<HTMLAnchorElement>('a[href^="/events?"]')?.href ?? "http://none");
      return `${searchParams.get("tenant")} ${searchParams.get("model")}`;
    }),
  );
  expect(inFile.map((cells) => `${cells[tenant]} ${cells[model]}`).sort()).toEqual(inTable.sort());
});

test("a filter is chosen from suggestions and taken off by its chip", async ({ page }) => {
  await page.goto("/explore");
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menuitem", { name: "Model" }).click();
  await page.getByRole("combobox", { name: "Values of Model" }).fill("in-house");
  await page.getByRole("option", { name: "in-house-llm" }).click();
  await expect(page).toHaveURL(/model=in-house-llm/);
  await expect(page.getByRole("region", { name: "Totals by group" }).getByText("unpriced").first()).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Model in-house-llm" }).click();
  await expect(page).not.toHaveURL(/model=/);
});

test("days, zone and view of the chart are kept in a link", async ({ page }) => {
  await page.goto("/explore?range=7d&tz=Asia%2FKathmandu&show=table&measure=requests");
  const chart = page.getByRole("region", { name: "Requests by day and tenant", exact: true });
  await expect(chart.getByRole("table")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Time zone" })).toHaveValue("Asia/Kathmandu");
});
