"use client";

import { useImportDirectory } from "@/app/hooks/use-directory";
import { ImportCsv } from "../import-csv";

export function ImportDirectory() {
  return (
    <ImportCsv
      title="Import into the directory"
      columns="Columns as in the export; kind and name are needed. An empty cell empties the field, a column left out changes nothing."
      made="new name"
      take={useImportDirectory()}
    />
  );
}
