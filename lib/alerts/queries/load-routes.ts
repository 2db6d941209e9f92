import type pg from "pg";
import type { Route } from "../model/routes";

export async function loadRoutes(client: pg.Pool | pg.ClientBase): Promise<Route[]> {
  const { rows } = await client.query<Route>("SELECT * FROM alert_route WHERE enabled ORDER BY id");
  return rows;
}
