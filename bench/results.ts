import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const FILE = "bench/RESULTS.md";
const HEAD =
  "# Benchmark results\n\nEach table is written by its benchmark (`npm run bench -- NAME`); ratios are taken within one run, since machines differ and are noisy.\n";

/** "2026-11-21, 2 cores (…), 23 GiB, Node 20.20.2": when and on what a table was measured. */
export function machine(): string {
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${gib} GiB, Node ${process.versions.node}`;
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Replaces the section of this benchmark in bench/RESULTS.md and prints it. */
export function writeSection(name: string, text: string): void {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const section = `${begin}\n## ${name}\n\n${machine()}\n\n${text.trim()}\n${end}`;
  const before = existsSync(FILE) ? readFileSync(FILE, "utf8") : HEAD;
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + section + before.slice(to + end.length)
      : `${before.trimEnd()}\n\n${section}\n`;
  writeFileSync(FILE, after);
  process.stdout.write(`${text.trim()}\n`);
}
