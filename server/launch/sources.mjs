import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT_FILES = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "next.config.js",
  "next.config.ts",
  "next.config.mjs",
  "prisma.config.ts",
];
const NOT_BUILT = /\.test\.(ts|tsx)$/;
const GENERATED = path.join("lib", "platform", "generated");

function files(root, folder) {
  const found = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (at === GENERATED) continue;
    if (entry.isDirectory()) found.push(...files(root, at));
    else if (!NOT_BUILT.test(entry.name)) found.push(at);
  }
  return found;
}

/** A digest of everything a build is made of: names and contents of the sources, and the versions of Node and packages. */
export function fingerprint(root, folders, rootFiles = ROOT_FILES) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  const present = folders.filter((folder) => existsSync(path.join(root, folder)));
  const names = [
    ...rootFiles.filter((name) => existsSync(path.join(root, name))),
    ...present.flatMap((each) => files(root, each)),
  ];
  for (const name of names.sort()) {
    const content = readFileSync(path.join(root, name));
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
