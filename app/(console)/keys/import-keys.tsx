"use client";

import { useImportKeys } from "@/app/hooks/use-keys";
import { ImportCsv } from "../import-csv";

export function ImportKeys() {
  return (
    <ImportCsv
      title="Import keys"
      columns="Columns as in the export. Rows with an id change that key; rows without register one by its fingerprint (SHA-256)."
      made="new key"
      take={useImportKeys()}
    />
  );
}
