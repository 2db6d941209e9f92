import { isTimeZone } from "@/lib/platform/time";
import { readInstant } from "../instants";
import { type RawQuery, refuse, single } from "../spend-query";

const PARAMETERS = ["from", "to", "timezone"];

/**
 * Checks the parameters of a request for accounting; what is absent is as far as the events reach.
 * @throws DomainError that names the parameter
 */
export function readAccountingQuery(
  query: RawQuery,
  defaultZone: string,
): { fromMs: number | undefined; toMs: number | undefined } {
  for (const name of Object.keys(query)) {
    if (!PARAMETERS.includes(name)) throw refuse(name, `is no parameter of this request: use ${PARAMETERS.join(", ")}`);
  }
  const zone = single(query, "timezone") ?? defaultZone;
  if (!isTimeZone(zone)) throw refuse("timezone", "must be an IANA time zone, such as Europe/Berlin");
  const instant = (name: "from" | "to") => {
    const text = single(query, name);
    return text === undefined ? undefined : readInstant(name, text, zone);
  };
  const [fromMs, toMs] = [instant("from"), instant("to")];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw refuse("from", "must be before `to`");
  return { fromMs, toMs };
}
