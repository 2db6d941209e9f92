import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const POLL_MS = 200;

/** pid and, on Linux, its start: a pid alone may belong to another program by now. */
function identity(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : `${pid} ${fields[19]}`;
  } catch {
    return process.platform === "linux" ? null : `${pid}`;
  }
}

function holder(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Runs `work` while no other launch of this project installs or builds; waits for one that does. */
export async function exclusively(root, work) {
  const folder = path.join(root, ".costwarden");
  const file = path.join(folder, "build-lock");
  const draft = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(draft, identity(process.pid) ?? `${process.pid}`);
  let told = false;
  for (;;) {
    try {
      linkSync(draft, file);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const other = holder(file);
    if (other !== null && identity(Number.parseInt(other, 10)) !== other) {
      if (holder(file) === other) rmSync(file, { force: true });
      continue;
    }
    if (!told) process.stdout.write("Another launch is installing or building; waiting for it ...\n");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  rmSync(draft, { force: true });
  const release = () => rmSync(file, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
