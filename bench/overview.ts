import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { browserPath } from "@/e2e/browser";
import { closeDatabase, setDatabaseUrl } from "@/lib/platform/database";
import { migrate } from "@/lib/platform/migrations";
import { ADMIN, startProduct } from "./product";
import { table, writeSection } from "./results";
import { makeUsage } from "./spend/usage";

const RUNS = 11;
const LCP_LIMIT_MS = 1500;
const SCRIPTS_LIMIT_KB = 300;
/** How long a page is watched: what is largest may come late. */
const WATCH_MS = 3000;

interface Visit {
  firstByteMs: number;
  /** Largest contentful paint, and the text of what was painted. */
  lcpMs: number;
  lcpText: string;
  /** The first figure of spend stands in the place that was kept for it. */
  figuresMs: number;
}

/** Runs in the page before its own scripts: notes when the first figure is there. */
function watchFigures(): void {
  const look = () => {
    const card = document.querySelector('section[aria-label="Spend today"]');
    if (!card || card.getAttribute("aria-busy") === "true") return requestAnimationFrame(look);
    Object.assign(window, { figuresMs: performance.now() });
  };
  look();
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/`);
}

/** A visit with an empty cache, in a context of its own. */
async function visit(browser: Browser, url: string, session: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>) {
  const context = await browser.newContext({ storageState: session, viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watchFigures);
    await page.goto(url);
    await page.waitForFunction(() => "figuresMs" in window);
    await page.waitForTimeout(WATCH_MS);
    return await page.evaluate(
      () =>
        new Promise<Visit>((resolve) => {
          const navigation = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming;
          new PerformanceObserver((list) => {
            const last = list.getEntries().at(-1) as PerformanceEntry & { element?: Element };
            const lcpText = (last.element?.textContent ?? "").slice(0, 60);
            const { figuresMs } = window as unknown as { figuresMs: number };
            resolve({ firstByteMs: navigation.responseStart, lcpMs: last.startTime, lcpText, figuresMs });
          }).observe({ type: "largest-contentful-paint", buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}

interface Scripts {
  firstKb: number;
  laterKb: number;
}

/** Gzipped sizes of the scripts that the page names, and of those that it loads afterwards by itself. */
async function weigh(page: Page, url: string): Promise<Scripts> {
  const bodies = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.endsWith(".js")) bodies.set(new URL(response.url()).pathname, response.body());
  });
  const answer = await page.goto(url);
  await page.locator(".recharts-surface").first().waitFor();
  const html = (await answer?.text()) ?? "";
  const first = new Set([...html.matchAll(/<script[^>]+src="([^"?]+\.js)/g)].map((match) => match[1] ?? ""));
  const sizes = { firstKb: 0, laterKb: 0 };
  for (const [path, body] of bodies) {
    const kb = gzipSync(await body).length / 1000;
    if (first.has(path)) sizes.firstKb += kb;
    else sizes.laterKb += kb;
  }
  return sizes;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function report(count: number, visits: Visit[], scripts: Scripts): string {
  const lcp = visits.map((each) => each.lcpMs);
  const worst = Math.max(...lcp);
  const held = (value: number, limit: number) => (value <= limit ? "yes" : "NO");
  const row = (name: string, value: number, unit: string, limit?: number) => [
    name,
    `${Math.round(value)} ${unit}`,
    limit === undefined ? "" : `${limit} ${unit}`,
    limit === undefined ? "" : held(value, limit),
  ];
  return `The signed-in overview (30 days, by day and tenant) at ${count.toLocaleString("en")} events, in Chromium on the machine that also runs the product and PostgreSQL: ${visits.length} visits, each with an empty cache, after two that warm up the server; no throttling. The largest contentful paint was "${visits.at(-1)?.lcpText ?? ""}".

${table(
  ["what", "measured", "limit", "held"],
  [
    row("largest contentful paint, median", median(lcp), "ms", LCP_LIMIT_MS),
    row("largest contentful paint, worst", worst, "ms", LCP_LIMIT_MS),
    row("first byte, median", median(visits.map((each) => each.firstByteMs)), "ms"),
    row("first figure shown, median", median(visits.map((each) => each.figuresMs)), "ms"),
    row("scripts of the first load, gzipped", scripts.firstKb, "kB", SCRIPTS_LIMIT_KB),
    row("scripts loaded after it (the charts), gzipped", scripts.laterKb, "kB"),
  ],
)}
`;
}

async function sendNow(port: number, token: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ id: "now", tenant: "tenant-0001", model: "gpt-4o", usage: { input_tokens: 100, output_tokens: 10 } }),
  });
  if (!answer.ok) throw new Error(`ingest answered ${answer.status}`);
}

async function fill(databaseUrl: string, count: number): Promise<void> {
  process.stderr.write(`Making ${count} events' worth of rollups\n`);
  await migrate(databaseUrl);
  setDatabaseUrl(databaseUrl);
  await makeUsage(count, "UTC", false);
  await closeDatabase();
}

/**
 * `npm run bench -- overview`: first-load scripts and largest contentful paint of the overview, at a
 * million events unless `--events N` says otherwise. `--data FOLDER` keeps the data there, or uses
 * what is there.
 */
export async function benchOverview(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { events: { type: "string", default: "1000000" }, data: { type: "string" } },
  });
  const count = Number(values.events);
  const product = await startProduct({
    console: true,
    database: { name: `bench_${count}`, fill: (databaseUrl) => fill(databaseUrl, count) },
    keptIn: values.data,
  });
  const url = `http://localhost:${product.port}`;
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: await browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    await sendNow(product.port, product.token);
    const page = await browser.newPage();
    await signIn(page, url);
    const session = await page.context().storageState();
    const scripts = await weigh(page, url);
    await page.close();
    const visits: Visit[] = [];
    for (let run = 0; run < RUNS + 2; run++) {
      const seen = await visit(browser, url, session);
      if (run >= 2) visits.push(seen);
      process.stderr.write(
        `  LCP ${seen.lcpMs.toFixed(0)} ms, first byte ${seen.firstByteMs.toFixed(0)} ms, figures ${seen.figuresMs.toFixed(0)} ms\n`,
      );
    }
    writeSection("overview", report(count, visits, scripts));
  } finally {
    await browser.close();
    await product.stop();
  }
}
