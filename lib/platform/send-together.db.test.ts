import { expect, test } from "vitest";
import { useDatabase } from "@/tests/database";
import { pool, rollingBack } from "./database";
import { type Step, sendTogether } from "./send-together";

useDatabase();

const statement = (name: string, text: string, values: (string | null)[] = []): Step => ({ name, text, values });
const BEGIN = statement("t-begin", "BEGIN");
const COMMIT = statement("t-commit", "COMMIT");
const count = async () => (await pool().query("SELECT count(*)::int AS n FROM together")).rows[0].n;

test("statements and copies run in order, and each gives its own result", async () => {
  await pool().query("CREATE TABLE together (id integer PRIMARY KEY, name text)");
  const results = await rollingBack((client) =>
    sendTogether(client, [
      BEGIN,
      statement("t-insert", "INSERT INTO together VALUES ($1, $2)", ["1", null]),
      { copy: "COPY together FROM STDIN", rows: Buffer.from("2\ttwo\n3\tthree\n") },
      statement("t-read", "SELECT id, name, now() AS at FROM together ORDER BY id"),
      COMMIT,
    ]),
  );
  expect(results.map((result) => result.rowCount)).toEqual([null, 1, 2, 3, null]);
  expect(results[3]?.rows).toEqual([
    { id: 1, name: null, at: expect.any(Date) },
    { id: 2, name: "two", at: expect.any(Date) },
    { id: 3, name: "three", at: expect.any(Date) },
  ]);
  expect(await count()).toBe(3);
});

test.each<[string, Step]>([
  ["a statement", statement("t-insert", "INSERT INTO together VALUES ($1, $2)", ["1", "again"])],
  ["a statement that cannot be parsed", statement("t-typo", "INSRT INTO together VALUES (9)")],
  ["a copy", { copy: "COPY together FROM STDIN", rows: Buffer.from("7\tseven\nx\tno number\n") }],
  ["a copy into nowhere", { copy: "COPY no_such_table FROM STDIN", rows: Buffer.from("7\tseven\n") }],
])("when %s fails nothing after it is done, the COMMIT included, and the connection goes on", async (_, failing) => {
  const more = statement("t-later", "INSERT INTO together VALUES (8, 'eight')");
  await rollingBack(async (client) => {
    await expect(sendTogether(client, [BEGIN, more, failing, more, COMMIT])).rejects.toMatchObject({
      code: expect.stringMatching(/^(23505|42601|22P02|42P01)$/),
    });
    await client.query("ROLLBACK");
    // The same statements again on the same connection, prepared or not.
    const [, inserted] = await sendTogether(client, [BEGIN, more, statement("t-undo", "ROLLBACK")]);
    expect(inserted?.rowCount).toBe(1);
  });
  expect(await count()).toBe(3);
});

test("a statement that failed before it ran can be sent again once it can run", async () => {
  const late = statement("t-late", "SELECT n FROM late");
  await rollingBack(async (client) => {
    await expect(sendTogether(client, [late])).rejects.toMatchObject({ code: "42P01" });
    await client.query("CREATE TABLE late AS SELECT 5 AS n");
    const [five] = await sendTogether(client, [late]);
    expect(five?.rows).toEqual([{ n: 5 }]);
    // Also by way of the driver's own queries of the same name.
    expect((await client.query({ name: "t-late", text: "SELECT n FROM late" })).rows).toEqual([{ n: 5 }]);
  });
});
