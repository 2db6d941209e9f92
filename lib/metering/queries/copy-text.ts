const TAB = 9;
const NEWLINE = 10;
const BACKSLASH = 92;
/** Up to this length a loop over the characters is faster than a call into the runtime. */
const SHORT = 96;

/**
 * Text of COPY (PostgreSQL manual, COPY, "Text Format"), written straight into bytes: joining strings
 * and turning them into bytes afterwards costs several times as much. NULL is sent as a control
 * character, which no field may hold, so a backslash is the one character that needs an escape
 * (JSON writes its tabs and newlines as escapes of its own).
 */
export class CopyText {
  /** For the option NULL of the COPY statement. */
  static readonly NULL = "E'\\x02'";
  private bytes: Buffer;
  private length = 0;

  constructor(expectedBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(1024, expectedBytes));
  }

  text(value: string | null): void {
    if (value === null) this.null();
    else if (value.length <= SHORT) this.short(value);
    else this.long(value);
  }

  null(): void {
    this.reserve(2);
    this.bytes[this.length++] = 2;
    this.bytes[this.length++] = TAB;
  }

  flag(value: boolean | null): void {
    this.text(value === null ? null : value ? "t" : "f");
  }

  number(value: number | null): void {
    if (value === null) this.null();
    else this.short(String(value));
  }

  /** Ends a row: the tab after its last value becomes the line's end. */
  endRow(): void {
    this.bytes[this.length - 1] = NEWLINE;
  }

  take(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private short(value: string): void {
    // Each character may need an escape or, beyond ASCII, up to three bytes.
    this.reserve(3 * value.length + 1);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) {
        this.long(value);
        return;
      }
      if (code === BACKSLASH) bytes[at++] = BACKSLASH;
      bytes[at++] = code;
    }
    bytes[at++] = TAB;
    this.length = at;
  }

  private long(value: string): void {
    const escaped = value.includes("\\") ? value.replaceAll("\\", "\\\\") : value;
    this.reserve(3 * escaped.length + 1);
    this.length += this.bytes.write(escaped, this.length, "utf8");
    this.bytes[this.length++] = TAB;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.bytes.length + more);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
