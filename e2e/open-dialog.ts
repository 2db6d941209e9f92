import { expect, type Locator, type Page } from "@playwright/test";

/** Opens a dialog by a button. A press before the page's script has come does nothing, so it is pressed until it does. */
export async function openDialog(page: Page, button: string, name?: string): Promise<Locator> {
  const dialog = page.getByRole("dialog", name === undefined ? {} : { name });
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.getByRole("button", { name: button }).first().click({ timeout: 1000 });
    await expect(dialog).toBeVisible({ timeout: 1000 });
  }).toPass();
  return dialog;
}
