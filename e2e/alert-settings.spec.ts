import { expect, test } from "@playwright/test";
import { openDialog } from "./open-dialog";
import { TOKEN } from "./product";
import { startReceiver } from "./receiver";

const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };

test("a rule of one's own is tried while it is typed, faults stand at their fields; it is watched, copied, and deleted", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.goto("/alerts/rules");
  const dialog = await openDialog(page, "Add a rule", "Add a rule");
  await expect(dialog).toContainText("spend of an hour above $50.00");
  const above = dialog.getByLabel("Above");
  await above.fill("0.0001");
  await expect(dialog.getByText(/It would have fired \d+ times/)).toBeVisible();
  await expect(dialog.getByRole("region", { name: "When it would have fired, newest first" })).toContainText("globex");
  await above.fill("0");
  await expect(dialog.getByText("must be above 0", { exact: true })).toBeVisible();
  await dialog.getByLabel("What to watch").selectOption("share");
  await dialog.getByLabel("Above, %", { exact: true }).fill("7");
  await expect(dialog).toContainText("failed calls above 7% of the calls of 10 minutes");
  await dialog.getByRole("button", { name: "Add the rule" }).click();
  await expect(dialog.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Title").fill("Failures we promised not to have");
  await dialog.getByLabel("Why it is there").fill("Agreed with the customers.");
  await dialog.getByRole("button", { name: "Add the rule" }).click();
  await expect(dialog).toBeHidden();

  await page.goto("/alerts/rules?show=changed");
  const row = page
    .getByRole("region", { name: "Alert rules" })
    .getByRole("row", { name: /Failures we promised/ })
    .first();
  await expect(row).toContainText("failed calls above 7%");
  await expect(row.getByRole("switch")).toBeChecked();
  await row.getByRole("button", { name: /^Edit/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Duplicate" }).click();
  const copy = page.getByRole("dialog", { name: "Add a rule" });
  await expect(copy.getByLabel("Title")).toHaveValue("Failures we promised not to have (copy)");
  await copy.getByRole("button", { name: "Cancel" }).click();
  await row.getByRole("button", { name: /^Edit/ }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  // The confirmation stands over the dialog, and comes after it.
  await expect(page.getByText("Its alerts stay. Delete the rule?")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).last().click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row).toHaveCount(0);
});

test("a report is sent by hand, and what the channel answered is in sight", async ({ page, request }) => {
  const receiver = await startReceiver();
  const make = async (path: string, data: unknown) => {
    const answer = await request.post(path, { headers: AUTHORIZATION, data });
    expect(answer.status(), await answer.text()).toBe(201);
    return answer.json();
  };
  try {
    const { channel } = await make("/api/v1/channels", {
      name: "Finance",
      kind: "webhook",
      allow_private_addresses: true,
      config: { url: receiver.url },
    });
    await make("/api/v1/reports", { name: "The week", period: "week", channel_ids: [channel.id] });
    await page.goto("/alerts/reports");
    await page.getByRole("button", { name: "Send The week now" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Finance" })).toHaveText(/Finance: taken \(200\)/);
    expect(receiver.taken.some((body) => body.includes("The week"))).toBe(true);
    await request.delete(`/api/v1/channels/${channel.id}`, { headers: AUTHORIZATION });
  } finally {
    receiver.close();
  }
});

test("the hour of the daily digest is set by an admin", async ({ page }) => {
  await page.goto("/settings/organisation");
  await page.getByLabel("Daily digest of alerts").selectOption("17");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Every instance follows within a second.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Daily digest of alerts")).toHaveValue("17");
});

test("a press before the page's script has come is made once it has", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/alerts/reports", { waitUntil: "commit" });
  await page.getByRole("button", { name: "Add a report" }).first().click();
  release();
  await expect(page.getByRole("dialog", { name: "Add a report" })).toBeVisible();
});
