import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDomainError } from "@/lib/platform/errors";
import { decompress, MAX_BODY_BYTES } from "./decompress-body";

async function refusal(body: Buffer, encoding: string | undefined): Promise<string> {
  try {
    await decompress(body, encoding);
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  throw new Error("it was decompressed");
}

const text = Buffer.from(JSON.stringify({ tenant: "acme" }).repeat(100));

describe("a compressed body", () => {
  it.each([
    ["gzip", gzipSync(text)],
    ["GZip ", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["identity", text],
    ["", text],
    [undefined, text],
  ])("of encoding %s is undone", async (encoding, body) => {
    expect(await decompress(body, encoding)).toEqual(text);
  });

  it.each([
    ["gzip", text],
    ["gzip", gzipSync(text).subarray(0, 40)],
    ["gzip", Buffer.alloc(0)],
    ["deflate", Buffer.alloc(0)],
    ["deflate", deflateSync(text).subarray(0, 20)],
    ["deflate", Buffer.from("no deflate data at all")],
  ])("that is no %s data is a bad request", async (encoding, body) => {
    expect(await refusal(body, encoding)).toBe("bad_request");
  });

  it.each(["br", "zstd", "compress", "gzip, gzip", "gzip;q=1"])("of encoding %s is not supported", async (encoding) => {
    expect(await refusal(text, encoding)).toBe("unsupported_media_type");
  });

  it("may hold 16 MiB, not one byte more", async () => {
    expect(await decompress(gzipSync(Buffer.alloc(MAX_BODY_BYTES)), "gzip")).toHaveLength(MAX_BODY_BYTES);
    for (const [encoding, body] of [
      ["gzip", gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1))],
      ["deflate", deflateSync(Buffer.alloc(MAX_BODY_BYTES + 1))],
      [undefined, Buffer.alloc(MAX_BODY_BYTES + 1)],
    ] as const) {
      expect(await refusal(body, encoding)).toBe("payload_too_large");
    }
  });

  it("is not inflated whole when it is a bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusal(bomb, "gzip")).toBe("payload_too_large");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("is a bad request when its bytes are arbitrary", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.constantFrom("gzip", "deflate"), async (bytes, encoding) => {
        try {
          await decompress(Buffer.from(bytes), encoding);
        } catch (error) {
          expect(isDomainError(error)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
