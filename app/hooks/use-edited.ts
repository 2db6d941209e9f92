"use client";

import { parseAsString, useQueryState } from "nuqs";

/** Which thing of a list is being edited; in the address, "new" for one that is made. */
export function useEdited<Row extends { id: string }>(rows: readonly Row[] | undefined) {
  const [edit, setEdit] = useQueryState("edit", parseAsString.withOptions({ history: "push" }));
  const edited = rows?.find(({ id }) => id === edit) ?? null;
  return {
    edited,
    /** Whether the dialog is open: what is not there cannot be edited. */
    isOpen: edit === "new" || edited !== null,
    open: (id: string) => void setEdit(id),
    close: () => void setEdit(null),
  };
}
