import { type Browser, expect, type Page, test } from "@playwright/test";
import { ADMIN } from "./product";

// Sessions of its own: this journey ends some.
test.use({ storageState: { cookies: [], origins: [] } });

const GUEST = "grace@example.com";
const FIRST = "the first password of grace";
const SECOND = "the second password of grace";

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: /Account of/ })).toBeVisible();
}

async function choosePassword(page: Page, password: string, action: string): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("The same again").fill(password);
  await page.getByRole("button", { name: action }).click();
  await expect(page.getByRole("button", { name: /Account of/ })).toBeVisible();
}

const elsewhere = async (browser: Browser, baseURL: string | undefined) =>
  (await browser.newContext({ baseURL: baseURL ?? "", storageState: { cookies: [], origins: [] } })).newPage();

test("somebody is invited, comes in by the link, follows their role as it changes, and is out when a session is ended", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(300_000);
  await signIn(page, ADMIN.email, ADMIN.password);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(GUEST);
  await dialog.getByLabel("Role").selectOption("Admin");
  await dialog.getByRole("button", { name: "Invite" }).click();
  const invitation = (await dialog.getByRole("region", { name: `The invitation link of ${GUEST}` }).textContent())?.trim() ?? "";
  expect(invitation).toMatch(new RegExp(`^${baseURL}/invitation/[\\w-]{72}$`));
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: new RegExp(GUEST) })).toContainText("invited");
  await expect(page.getByText(invitation)).toHaveCount(0);

  const guest = await elsewhere(browser, baseURL);
  await guest.goto(invitation);
  await expect(guest.getByLabel("E-mail")).toHaveValue(GUEST);
  await guest.getByLabel("Name").fill("Grace");
  await choosePassword(guest, FIRST, "Accept the invitation");
  await guest.goto("/settings/people");
  await expect(guest.getByRole("button", { name: "Invite a person" })).toBeVisible();
  const again = await elsewhere(browser, baseURL);
  expect((await again.goto(invitation))?.status()).toBe(404);
  await expect(again.getByRole("heading", { name: "This invitation cannot be used" })).toBeVisible();
  await expect(again.getByText("was used already")).toBeVisible();

  // Another role acts in the session that is open.
  await page.reload();
  await page.getByRole("button", { name: `Manage ${GUEST}` }).click();
  await dialog.getByLabel("Role").selectOption("Viewer");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Running sessions follow within a second.")).toBeVisible();
  await guest.reload();
  await expect(guest.getByText(/Your role \(viewer\) may not do this/)).toBeVisible();
  await expect(guest.getByRole("link", { name: "People" })).toHaveCount(0);

  // Ended from afar: the next thing asked leads to sign-in.
  await dialog.getByRole("button", { name: `End all sessions of ${GUEST}` }).click();
  await page.getByRole("button", { name: "End all", exact: true }).last().click();
  await expect(dialog.getByText("Signed in nowhere.")).toBeVisible();
  await guest.goto("/settings/profile");
  await expect(guest).toHaveURL(/\/sign-in\?callbackUrl=/);

  // A forgotten password: the admin's link sets another one.
  await dialog.getByRole("button", { name: "Make a reset link" }).click();
  const reset = (await dialog.getByRole("region", { name: `The reset link of ${GUEST}` }).textContent())?.trim() ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await guest.goto(reset);
  await choosePassword(guest, SECOND, "Set the password");
  await guest.goto("/settings/profile");
  await expect(guest.getByRole("heading", { name: "Profile" })).toBeVisible();
  await expect(guest.getByText(/– this one/)).toBeVisible();

  // All of it is in the audit log, without the links.
  await page.goto(`/settings/audit-log?subject=user:${GUEST}`);
  const log = page.getByRole("region", { name: "Audit log, newest first" });
  for (const action of ["user.invite", "user.join", "user.change", "session.revoke", "user.send_reset", "user.set_password"])
    await expect(log.getByRole("cell", { name: action, exact: true }).first()).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "NDJSON" }).click();
  expect((await download).suggestedFilename()).toBe("audit-log.ndjson");

  await page.goto("/settings/people");
  await page.getByRole("button", { name: `Manage ${GUEST}` }).click();
  await dialog.getByRole("button", { name: `Remove ${GUEST}` }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).last().click();
  await expect(page.getByRole("row", { name: new RegExp(GUEST) })).toHaveCount(0);
  await guest.reload();
  await expect(guest).toHaveURL(/\/sign-in/);

  // The last admin stays one.
  await page.getByRole("button", { name: `Manage ${ADMIN.email}` }).click();
  await dialog.getByLabel("Role").selectOption("Viewer");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is the last admin");
});
