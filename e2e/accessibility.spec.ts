import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { openDialog } from "./open-dialog";
import { ADMIN, TOKEN } from "./product";

const PAGES = [
  ["Overview", "/"],
  ["Explore", "/explore?by=tenant,model"],
  ["Explore as a table", "/explore?show=table"],
  ["Events", "/events"],
  ["Rejected events", "/events?state=rejected"],
  ["Live", "/live"],
  ["Live, an hour by feature", "/live?window=60&by=feature&order=requests"],
  ["Compare", "/compare?tenant=globex&hours=24"],
  ["Alerts", "/alerts"],
  ["Incidents", "/alerts?view=incidents"],
  ["Alert rules", "/alerts/rules"],
  ["Channels", "/alerts/channels"],
  ["Routes", "/alerts/routes"],
  ["Reports", "/alerts/reports"],
  ["Delivery log", "/alerts/deliveries"],
  ["Budgets", "/budgets"],
  ["New budget", "/budgets/new"],
  ["Import of budgets", "/budgets/import"],
  ["Stops", "/stops"],
  ["Ended stops", "/stops?view=ended"],
  ["Question of a call", "/stops?view=ask"],
  ["Policies", "/policies"],
  ["Keys", "/keys"],
  ["Unregistered keys", "/keys?view=unregistered"],
  ["Calendar of keys", "/keys?view=calendar"],
  ["Directory", "/directory"],
  ["Features", "/directory?view=features"],
  ["Spend by owner", "/directory?view=spend"],
  ["Moves of spend", "/directory?view=moves"],
  ["Price book", "/prices?q=gpt-4o"],
  ["Unpriced models", "/prices?view=unpriced"],
  ["Overrides", "/prices?view=overrides"],
  ["People", "/settings/people"],
  ["Sign-in settings", "/settings/sign-in"],
  ["Profile", "/settings/profile"],
  ["API tokens", "/settings/tokens"],
  ["Organisation", "/settings/organisation"],
  ["Audit log", "/settings/audit-log"],
] as const;

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator('[class*="Skeleton-root"]')).toHaveCount(0);
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

async function openEvent(page: Page): Promise<void> {
  await page.goto("/events?tenant=globex");
  await page
    .getByRole("region", { name: /Recorded events, newest/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByRole("region", { name: "The call" })).toBeVisible();
}

/** Pages that a link leads to, since their address holds an id. */
const LED_TO = [
  ["/budgets", "All of it", "Budgets around it"],
  ["/budgets", "Globex", "Coverage"],
  ["/budgets", "Tokens of everybody", "Limit through time"],
  ["/policies", "Pinned in production", "Violations"],
] as const;

async function follow(page: Page, [from, link, region]: (typeof LED_TO)[number]): Promise<void> {
  await page.goto(from);
  await page.getByRole("link", { name: link, exact: true }).click();
  await expect(page.getByRole("region", { name: region, exact: true })).toBeVisible();
  await settled(page);
}

async function invitation(request: APIRequestContext): Promise<string> {
  const person = { email: `axe-${Date.now()}@example.com`, role: "viewer" };
  const answer = await request.post("/api/v1/users", { headers: { authorization: `Bearer ${TOKEN}` }, data: person });
  return (await answer.json()).invitation.url;
}

/** Forms that open over a page, by a button. */
const OPENED = [
  ["/settings/people", "Invite a person", "Invite a person"],
  ["/settings/people", `Manage ${ADMIN.email}`, "Admin"],
  ["/settings/tokens", "Create a token", "Create a token"],
] as const;

/** Any alert: an overspent budget is one. */
async function openAlert(page: Page): Promise<void> {
  await page.goto("/alerts?state=all");
  await page.getByRole("region", { name: "Alerts", exact: true }).getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "Timeline" })).toBeVisible();
  await settled(page);
}

/** Forms that open over a page. */
const DIALOGS = [
  ["Add a rule", "/alerts/rules?edit=new"],
  ["Add a channel", "/alerts/channels?edit=new"],
  ["Add a report", "/alerts/reports?edit=new"],
  ["Add a route", "/alerts/routes?edit=new"],
  ["Spend of an hour", "/alerts/rules?edit=hourly-spend"],
  ["Stop calls", "/stops?new=true"],
  ["New policy", "/policies?edit=new"],
] as const;

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("axe finds no fault on any page", async ({ page }) => {
      test.setTimeout(900_000);
      for (const [name, address] of PAGES) {
        await page.goto(address);
        await settled(page);
        expect.soft(await faults(page), name).toEqual([]);
      }
      await openEvent(page);
      expect.soft(await faults(page), "one event").toEqual([]);
      await openAlert(page);
      expect.soft(await faults(page), "one alert").toEqual([]);
      for (const way of LED_TO) {
        await follow(page, way);
        expect.soft(await faults(page), way[1]).toEqual([]);
      }
      for (const [name, address] of DIALOGS) {
        await page.goto(address);
        await expect(page.getByRole("dialog", { name })).toBeVisible();
        expect.soft(await faults(page), name).toEqual([]);
      }
      for (const [address, button, name] of OPENED) {
        await page.goto(address);
        await openDialog(page, button, name);
        await settled(page);
        expect.soft(await faults(page), button).toEqual([]);
      }
    });

    test("axe finds no fault on the pages that lead in", async ({ browser, baseURL, request }) => {
      const context = await browser.newContext({
        colorScheme,
        baseURL: baseURL ?? "",
        storageState: { cookies: [], origins: [] },
      });
      const page = await context.newPage();
      for (const address of ["/sign-in", "/reset", "/invitation/of-no-use", await invitation(request)]) {
        await page.goto(address);
        await settled(page);
        expect.soft(await faults(page), address).toEqual([]);
      }
      await context.close();
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("no page scrolls sideways", async ({ page }) => {
    test.setTimeout(600_000);
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    for (const [name, address] of PAGES) {
      await page.goto(address);
      await settled(page);
      expect(await sideways(), name).toBeLessThanOrEqual(0);
    }
    await openEvent(page);
    expect(await sideways(), "one event").toBeLessThanOrEqual(0);
    await openAlert(page);
    expect(await sideways(), "one alert").toBeLessThanOrEqual(0);
    for (const way of LED_TO) {
      await follow(page, way);
      expect(await sideways(), way[1]).toBeLessThanOrEqual(0);
    }
  });

  test("navigation opens from a button and closes on the page it led to", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Open navigation" }).click();
    await page.getByRole("link", { name: "Prices" }).click();
    await expect(page).toHaveURL(/\/prices/);
    await expect(page.getByRole("button", { name: "Open navigation" })).toBeVisible();
  });
});

test("the keyboard reaches the content past the navigation", async ({ page }) => {
  await page.goto("/");
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
});
