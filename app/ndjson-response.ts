/** A download of one JSON document a line: values are made as fast as they are taken. */
export function ndjsonResponse(name: string, values: AsyncGenerator<readonly unknown[]>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await values.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map((each) => `${JSON.stringify(each)}\n`).join("")));
    },
    async cancel() {
      await values.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.ndjson"`,
      "cache-control": "no-store",
    },
  });
}
