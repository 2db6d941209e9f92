import type { Author } from "@/lib/platform/author";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import type { KeyRecord } from "./model";

/** Who changes keys: everybody's, or only those that are theirs. */
export interface Editor extends Author {
  /** Null for a token and for the process itself. */
  person: { id: string; email: string } | null;
  editsAll: boolean;
  /** Keys of other tenants are not there for them. */
  reach: Reach;
}

export function mayEdit(editor: Editor, key: Pick<KeyRecord, "owner">): boolean {
  if (editor.editsAll) return true;
  const { person } = editor;
  if (person === null || key.owner === null) return false;
  return key.owner.userId === person.id || key.owner.email.toLowerCase() === person.email.toLowerCase();
}

/** @throws forbidden for a key that is not the editor's */
export function requireEditor(editor: Editor, key: Pick<KeyRecord, "owner" | "name">): void {
  if (mayEdit(editor, key)) return;
  throw new DomainError("forbidden", `"${key.name}" is not your key: its owner or an admin may change it.`);
}

/** Who is limited to tenants makes keys for these alone; a key for any tenant is everybody's. @throws forbidden */
export function requireTenantsWithin({ reach }: Editor, allowed: readonly string[]): void {
  if (reach.hasAll(allowed)) return;
  const detail =
    allowed.length === 0
      ? "is empty, which means any tenant: name those that the key is for"
      : "names a tenant that you are not limited to";
  throw new DomainError("forbidden", `You are limited to tenants. /allowed_tenants: ${detail}.`, {
    errors: [{ pointer: "/allowed_tenants", detail }],
    details: { limited_to_tenants: true },
  });
}
