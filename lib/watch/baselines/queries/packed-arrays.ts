// Thousands of numbers as text cost more to write and read than what is done with them. The driver takes bytes as parameters but
// gives every column as text, so arrays come back as PostgreSQL's own binary form in base64.

/** Before the elements of an array: dimensions, nulls, type, length, first index. */
const HEAD = 20;
const FLOAT8 = 701;

/** SQL: a bytea, or an array of numbers without nulls, as `bytesOf` takes it. */
export const packedBytes = (bytes: string): string => `encode(${bytes}, 'base64')`;
export const packedArray = (array: string): string => packedBytes(`array_send(${array})`);

export const bytesOf = (packed: string): Buffer => Buffer.from(packed, "base64");

/** An element of a packed real[]; 0 beyond its end. */
export function realAt(bytes: Buffer, index: number): number {
  const at = HEAD + 8 * index + 4;
  return at + 4 <= bytes.length ? bytes.readFloatBE(at) : 0;
}

/** A packed float8[]. */
export function floatsOf(packed: string): Float64Array {
  const bytes = bytesOf(packed);
  const found = new Float64Array(Math.max(0, (bytes.length - HEAD) / 12));
  for (let index = 0, at = HEAD + 4; index < found.length; index++, at += 12) found[index] = bytes.readDoubleBE(at);
  return found;
}

/** Numbers as a parameter of type float8[]. */
export function floatsParameter(values: Float64Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD + 12 * values.length);
  for (const [index, word] of [1, 0, FLOAT8, values.length, 1].entries()) bytes.writeInt32BE(word, 4 * index);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let index = 0, at = HEAD; index < values.length; index++, at += 12) {
    view.setInt32(at, 8);
    view.setFloat64(at + 4, values[index] ?? 0);
  }
  return bytes;
}
