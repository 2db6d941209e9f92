import { createHash, randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { TOKEN } from "./product";

const headers = { authorization: `Bearer ${TOKEN}` };
const VALUE = "first-value-of-the-journey";
/** As a person would paste it: whole, with the line break of a copied line. */
const SUCCESSOR = "sk-proj-second-value-of-the-journey-0123456789";
const digest = (value: string) => createHash("sha256").update(value).digest("hex");

async function use(request: APIRequestContext, value: string, times: number): Promise<void> {
  const data = Array.from({ length: times }, () => ({
    id: randomUUID(),
    source: "keys-journey",
    tenant: "globex",
    feature: "chat",
    environment: "production",
    model: "gpt-4o",
    usage: { input_tokens: 100_000, output_tokens: 1000 },
    key: { fingerprint: digest(value), last4: value.slice(-4) },
  }));
  expect(await (await request.post("/ingest", { headers, data })).json()).toMatchObject({ accepted: times });
}

const settings = (request: APIRequestContext, data: unknown) => request.put("/api/v1/settings", { headers, data });
const reminders = (page: Page) => page.getByRole("region", { name: "Reminders", exact: true });

test("a key's life: found, adopted, owned, rotated with events on both values, closed by itself; reminders follow its dates", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  await use(request, VALUE, 3);
  await page.goto("/keys?view=unregistered");
  const adopt = page.getByRole("button", { name: "Adopt …rney" });
  await expect(adopt).toBeVisible();
  await adopt.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Provider")).toHaveValue("openai");
  await dialog.getByLabel("Name").fill("Journey");
  await dialog.getByRole("button", { name: "Adopt" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Every key that events carry is registered")).toBeVisible();

  await page.getByRole("tab", { name: "Inventory" }).click();
  const row = page.getByRole("row", { name: /Journey/ });
  await expect(row).toContainText("No owner");
  await expect(row).toContainText("rotate in 90 days");
  await expect(row).toContainText("$0.78");
  await row.getByRole("link", { name: "Journey" }).click();

  // An owner; a name that is nobody's is refused.
  await page.getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("Owner").fill("somebody");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("neither the id of a person here nor an e-mail address");
  await dialog.getByLabel("Owner").fill("ada@example.com");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Nothing is wrong with this key")).toBeVisible();

  // Planned; with another date planned anew, and what was planned is cancelled.
  await expect(reminders(page).getByRole("row", { name: /30 days before/ })).toContainText("ada@example.com");
  await page.getByRole("button", { name: "Edit" }).click();
  await dialog.getByRole("textbox", { name: "Rotate every" }).fill("10");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(reminders(page).getByRole("row", { name: /30 days before/ })).toHaveCount(0);
  await expect(reminders(page).getByRole("row", { name: /7 days before/ })).toContainText("planned");
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  const stored = await (await request.get(`/api/v1/keys/${id}`, { headers })).json();
  const cancelled = stored.reminders.filter(({ state }: { state: string }) => state === "cancelled");
  expect(cancelled.map(({ step }: { step: number }) => step)).toEqual([-30, -14, -7, -1, 0, 7]);

  // The value of the successor never leaves the browser.
  const bodies: string[] = [];
  page.on("request", (sent) => bodies.push(`${sent.url()} ${sent.postData() ?? ""}`));
  await page.getByRole("button", { name: "Start a rotation" }).click();
  await page.getByLabel("The new key, or its SHA-256").fill(`${SUCCESSOR}\n`);
  await page.getByLabel("The new key, or its SHA-256").blur();
  await expect(page.getByText("ends in 6789; looks like openai")).toBeVisible();
  await page.getByRole("button", { name: "Register the successor" }).click();
  await expect(page.getByText("Waiting for the new value to be seen")).toBeVisible();
  expect(bodies.some((body) => body.includes(digest(SUCCESSOR)))).toBe(true);
  expect(bodies.filter((body) => body.includes("second-value"))).toEqual([]);

  await use(request, SUCCESSOR, 1);
  await use(request, VALUE, 1);
  const rotation = page.getByRole("region", { name: "Rotation" });
  await expect(rotation).toContainText("Closes by itself");
  await expect(rotation).toContainText("20.0% (1 request in 24 h)");
  await expect(rotation).toContainText("80.0% (4 requests in 24 h)");
  await settings(request, { key_silence_minutes: 0 });
  await expect(page.getByText("Last rotated").first()).toBeVisible();
  await expect(rotation).toContainText("To be rotated by", { timeout: 60_000 });
  await settings(request, { key_silence_minutes: 1440 });
  const about = page.getByRole("region", { name: "About this key" });
  await expect(about).toContainText("…6789, current");
  await expect(about).toContainText("…rney, retired");
  // Its spend is that of both values.
  await expect(page.getByRole("region", { name: "Spend by environment" }).getByRole("row", { name: /production/ })).toContainText(
    "5",
  );

  await page.getByLabel("What happened").fill("found in a public commit");
  await page.getByRole("button", { name: "Mark as compromised" }).click();
  await expect(page.getByText("denied here; revoke it at the provider")).toBeVisible();
  await expect(page.getByRole("link", { name: "the provider's page of keys" })).toHaveAttribute(
    "href",
    "https://platform.openai.com/api-keys",
  );
  await expect(page.getByText("Marked compromised").first()).toBeVisible();
});

test("a calendar address is shown once and ends when it is revoked", async ({ page, request }) => {
  await page.goto("/keys?view=calendar");
  await page.getByRole("button", { name: "Make an address" }).click();
  const url = (await page.getByRole("region", { name: "The calendar's address" }).textContent())?.trim() ?? "";
  const feed = await request.get(url);
  expect(feed.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(await feed.text()).toContain("BEGIN:VCALENDAR\r\n");
  await page.getByRole("button", { name: /^Revoke the address/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("cell", { name: "revoked" })).toBeVisible();
  expect((await request.get(url)).status()).toBe(404);
});

test("a file with faults names each line and changes nothing", async ({ page }) => {
  await page.goto("/keys");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog");
  const csv = `name,provider,environment,owner,fingerprint\nFrom file,openai,staging,ada@example.com,${digest("from-file")}\nBad,openai,staging,nobody,123\n`;
  await dialog.locator('input[type="file"]').setInputFiles({ name: "keys.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await dialog.getByRole("button", { name: "Try it" }).click();
  await expect(dialog.getByRole("alert")).toContainText("line 3: fingerprint must be the SHA-256");
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
  const good = csv.replace(/Bad.*\n/, "");
  await dialog.locator('input[type="file"]').setInputFiles({ name: "keys.csv", mimeType: "text/csv", buffer: Buffer.from(good) });
  await dialog.getByRole("button", { name: "Try it" }).click();
  await expect(dialog.getByRole("status")).toContainText("1 new key");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("link", { name: "From file" })).toBeVisible();
});
