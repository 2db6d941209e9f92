import type { AlertDimension, AlertScope, AlertUnit } from "../raised";

/** Which alerts one cause tripped: a pure relation of pairs, and what follows from it when they chain. */

const JOINS_WITHIN_MS = 10 * 60_000;
const JOINING: readonly AlertDimension[] = ["tenant", "feature", "key", "user", "model", "provider"];
/** What fails rather than costs: an outage explains these of its tenants, and not their spend. */
const FAILING: readonly AlertUnit[] = ["share", "count", "ms", "requests"];

export interface Grouped {
  id: string;
  subjectKey: string;
  scope: AlertScope;
  /** Null: nobody's in particular. */
  coreTenant: string | null;
  tenants: readonly string[];
  unit: AlertUnit;
  firstMs: number;
  lastMs: number;
}

const near = (left: Grouped, right: Grouped) =>
  left.firstMs - JOINS_WITHIN_MS <= right.lastMs && right.firstMs - JOINS_WITHIN_MS <= left.lastMs;

function contradicts(left: AlertScope, right: AlertScope): boolean {
  for (const [name, value] of Object.entries(left)) {
    const other = right[name as AlertDimension];
    if (other !== undefined && other !== value) return true;
  }
  return false;
}

const shares = (left: AlertScope, right: AlertScope) =>
  JOINING.some((name) => left[name] !== undefined && left[name] === right[name]);

/** An outage that names its tenants, and what fails for one of them. */
function explains(wide: Grouped, other: Grouped): boolean {
  return (
    wide.tenants.length > 1 &&
    other.coreTenant !== null &&
    FAILING.includes(wide.unit) &&
    FAILING.includes(other.unit) &&
    wide.tenants.includes(other.coreTenant)
  );
}

/**
 * Whether two alerts share events: near in time, and about the same thing. Those about tenants share their tenant (two features
 * of one tenant, too: it is one team that is woken); one that is nobody's in particular shares a feature, key, user, model or provider, or is the outage of the other's tenant. Symmetric.
 */
export function related(left: Grouped, right: Grouped): boolean {
  if (!near(left, right)) return false;
  if (left.subjectKey === right.subjectKey) return true;
  if (left.coreTenant !== null && right.coreTenant !== null) return left.coreTenant === right.coreTenant;
  if (contradicts(left.scope, right.scope)) return false;
  return shares(left.scope, right.scope) || explains(left, right) || explains(right, left);
}

/** Names under which alerts can find each other: two that are related share at least one. */
function marks(item: Grouped): string[] {
  const found = [`subject ${item.subjectKey}`];
  for (const name of JOINING) if (item.scope[name] !== undefined) found.push(`${name} ${item.scope[name]}`);
  if (item.coreTenant !== null) found.push(`tenant ${item.coreTenant}`);
  else if (FAILING.includes(item.unit)) for (const tenant of item.tenants) found.push(`tenant ${tenant}`);
  return found;
}

/** What belongs together: incidents there are, and alerts that are new. */
export interface Group {
  incidents: string[];
  alerts: string[];
}

/**
 * Joins new alerts with each other and with those that have an incident. Whatever is linked through others is one group: so the
 * order in which alerts come, and how many at once, makes no difference as long as their incidents go on.
 */
export function group(fresh: readonly Grouped[], known: readonly (Grouped & { incidentId: string })[]): Group[] {
  const parents = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    if (root !== node) parents.set(node, root);
    return root;
  };
  const join = (left: string, right: string) => {
    const [first, second] = [rootOf(left), rootOf(right)];
    if (first !== second) parents.set(second, first);
  };
  const alertNode = (id: string) => `alert ${id}`;
  const incidentNode = (id: string) => `incident ${id}`;
  const byMark = new Map<string, { node: string; item: Grouped }[]>();
  const register = (node: string, item: Grouped) => {
    for (const mark of marks(item)) {
      const there = byMark.get(mark);
      if (there) there.push({ node, item });
      else byMark.set(mark, [{ node, item }]);
    }
  };
  for (const item of known) register(incidentNode(item.incidentId), item);
  for (const item of fresh) {
    const node = alertNode(item.id);
    for (const mark of marks(item)) {
      for (const other of byMark.get(mark) ?? []) {
        if (rootOf(other.node) !== rootOf(node) && related(item, other.item)) join(node, other.node);
      }
    }
    register(node, item);
  }
  const groups = new Map<string, Group>();
  const groupAt = (node: string): Group => {
    const root = rootOf(node);
    const there = groups.get(root) ?? { incidents: [], alerts: [] };
    groups.set(root, there);
    return there;
  };
  for (const { id } of fresh) groupAt(alertNode(id)).alerts.push(id);
  for (const incidentId of new Set(known.map((item) => item.incidentId))) {
    const there = groups.get(rootOf(incidentNode(incidentId)));
    there?.incidents.push(incidentId);
  }
  return [...groups.values()];
}
