import { randomUUID } from "node:crypto";
import { handleIngest, tooLarge } from "@/lib/metering/service";

async function readBody(request: Request, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (request.body === null) return Buffer.alloc(0);
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/** The same door as the server's own, for hosts that run Next alone (`next dev`, serverless). */
export async function POST(request: Request): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? undefined;
  const answer = await handleIngest({
    authorization: header("authorization"),
    contentType: header("content-type"),
    contentEncoding: header("content-encoding"),
    prefer: header("prefer"),
    contentLength: header("content-length"),
    readBody: (limitBytes) => readBody(request, limitBytes),
    requestId: header("x-request-id") ?? randomUUID(),
  });
  return new Response(answer.body, { status: answer.status, headers: { ...answer.headers, "cache-control": "no-store" } });
}
