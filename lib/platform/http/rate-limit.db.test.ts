import { afterEach, expect, test, vi } from "vitest";
import { useDatabase } from "@/tests/database";
import { setClock } from "../clock";
import { pool } from "../database";
import { forgetAttempts, rateLimit } from "./rate-limit";

useDatabase();
afterEach(() => setClock(null));
const LIMIT = { attempts: 3, seconds: 60 };

test("attempts at the same time, from instances that share nothing but the database, are counted together", async () => {
  setClock("2026-11-21T10:00:00Z");
  vi.resetModules();
  const clock = await import("../clock");
  clock.setClock("2026-11-21T10:00:00Z");
  const { rateLimit: another } = await import("./rate-limit");
  expect(another).not.toBe(rateLimit);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? rateLimit : another)("together", LIMIT).take("ada@example.com")),
  );
  clock.setClock(null);
  expect(answers.filter((wait) => wait === null)).toHaveLength(3);
  expect(answers.filter((wait) => wait === 60)).toHaveLength(7);
});

test("what is past the limit does not prolong it; a window ends by the clock, and what was forgotten counts anew", async () => {
  setClock("2026-11-21T10:00:00Z");
  const take = () => rateLimit("window", LIMIT).take("a");
  for (let at = 0; at < 3; at++) expect(await take()).toBeNull();
  setClock("2026-11-21T10:00:50Z");
  expect(await take()).toBe(10);
  expect(await rateLimit("window", LIMIT).take("b")).toBeNull();
  setClock("2026-11-21T10:01:00Z");
  expect(await take()).toBeNull();
  await rateLimit("window", LIMIT).forget("a");
  for (let at = 0; at < 3; at++) expect(await take()).toBeNull();
  expect(await take()).toBe(60);
});

test("what was typed is not kept, and counts that are over are removed", async () => {
  setClock("2026-11-21T12:00:00Z");
  await rateLimit("kept", LIMIT).take("a password, by mistake");
  const { rows } = await pool().query<{ text: string }>("SELECT c::text AS text FROM attempt_count AS c");
  expect(JSON.stringify(rows)).not.toContain("mistake");
  setClock("2026-11-21T12:02:00Z");
  await forgetAttempts();
  expect((await pool().query("SELECT FROM attempt_count")).rowCount).toBe(0);
});
