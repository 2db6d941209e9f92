import type { TouchedNote } from "@/lib/metering/service";
import { singleton } from "@/lib/platform/singleton";

type Listener = (notes: readonly TouchedNote[]) => void;

const listeners = singleton("evaluationLooks", () => new Set<Listener>());

/** Calls back after each look of this process's evaluation, with what it took in; all that followed from it was told. @returns how to stop */
export function onLook(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function noteLook(notes: readonly TouchedNote[]): void {
  if (notes.length > 0) for (const listener of listeners) listener(notes);
}
