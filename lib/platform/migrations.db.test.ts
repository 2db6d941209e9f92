import pg from "pg";
import { expect, test } from "vitest";
import { useDatabase } from "@/tests/database";
import { MigrationError, migrate } from "./migrations";

const database = useDatabase();

test("finds nothing to do on a migrated database", async () => {
  expect(await migrate(database.url())).toEqual([]);
});

test("refuses data of a newer version and changes nothing", async () => {
  const client = new pg.Client(database.url());
  await client.connect();
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', 'y', now(), '29991231_future', 1)",
  );
  await expect(migrate(database.url())).rejects.toThrow(MigrationError);
  await client.end();
});
