import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { refusalOf } from "./address";
import { OutgoingError } from "./outgoing-error";

type Resolve = (host: string, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const resolveAll: Resolve = (host, done) => systemLookup(host, { all: true, verbatim: true }, done);

/**
 * Name resolution for a connection: every address of the name is judged, and the connection is made to just these. A name
 * that leads elsewhere a moment later (DNS rebinding) is not asked again.
 */
export function guardedLookup(allowPrivate: boolean, resolve: Resolve = resolveAll): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      if (error) return callback(new OutgoingError(`The name ${host} cannot be resolved (${error.code ?? "error"})`), "");
      const refused = addresses.map(({ address }) => refusalOf(address, allowPrivate)).find((reason) => reason !== null);
      const first = addresses[0];
      if (refused) return callback(new OutgoingError(`${host} ${refused}`, true), "");
      if (!first) return callback(new OutgoingError(`The name ${host} has no address`), "");
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
