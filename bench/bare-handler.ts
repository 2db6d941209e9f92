import { type ChildProcess, spawn } from "node:child_process";

const SOURCE = `
  require("node:http").createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.stringify({ accepted: 1, id: JSON.parse(Buffer.concat(chunks)).id });
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    });
  }).listen(0, "127.0.0.1", function () { process.stdout.write(String(this.address().port)); });
`;

/** The yardstick of single requests: node:http, JSON in, JSON out, in a process of its own. */
export async function startBareHandler(): Promise<{ port: number; stop(): void }> {
  const child: ChildProcess = spawn(process.execPath, ["-e", SOURCE], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve) =>
    child.stdout?.once("data", (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  return { port, stop: () => void child.kill() };
}
