import { expect, test } from "@playwright/test";
import { openDialog } from "./open-dialog";
import { ADMIN } from "./product";

// A session of its own: ending it must not end that of the other journeys.
test.use({ storageState: { cookies: [], origins: [] } });

test("a token is shown once, works, and is refused once revoked; signing out ends the session", async ({ page, request }) => {
  await page.goto("/settings/tokens");
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();

  const dialog = await openDialog(page, "Create a token");
  await dialog.getByRole("textbox", { name: "Name" }).fill("journey");
  await dialog.getByRole("checkbox", { name: "Read spend and events" }).check();
  await dialog.getByRole("button", { name: "Create" }).click();
  const secret = (await dialog.getByRole("region", { name: "The API token journey" }).textContent())?.trim() ?? "";
  const read = () =>
    request.get("/api/v1/spend", { headers: { authorization: `Bearer ${secret}` } }).then((answer) => answer.status());
  expect(await read()).toBe(200);
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.getByRole("button", { name: "Revoke journey" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: /journey/ })).toContainText("revoked");
  await expect.poll(read).toBe(401);

  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});
