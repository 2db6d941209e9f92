import type { Author } from "@/lib/platform/author";
import { DomainError } from "@/lib/platform/errors";
import type { KeyRecord } from "./model";

/** Who changes keys: everybody's, or only those that are theirs. */
export interface Editor extends Author {
  /** Null for a token and for the process itself. */
  person: { id: string; email: string } | null;
  editsAll: boolean;
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
