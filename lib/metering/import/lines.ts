/** Longer lines are not held in memory: they are reported as bad and skipped. Characters. */
export const LONGEST_LINE = 4 * 1024 * 1024;

export interface Line {
  /** From 1, as an editor counts them. */
  number: number;
  text: string;
  /** The line was longer than LONGEST_LINE; `text` is its beginning. */
  cut?: boolean;
}

/** Splits text that arrives in pieces into lines ended by LF or CRLF; the last one may have no end. */
export class LineSplitter {
  private rest: string[] = [];
  private length = 0;
  private cut = false;
  private number = 0;

  push(piece: string): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
      this.keep(piece.slice(from, end));
      lines.push(this.take());
      from = end + 1;
    }
    if (from < piece.length) this.keep(piece.slice(from));
    return lines;
  }

  end(): Line[] {
    return this.length > 0 ? [this.take()] : [];
  }

  private keep(text: string): void {
    if (this.cut) return;
    if (this.length + text.length > LONGEST_LINE) {
      this.rest.push(text.slice(0, 1000));
      this.cut = true;
    } else this.rest.push(text);
    this.length += text.length;
  }

  private take(): Line {
    const text = this.rest.length === 1 ? (this.rest[0] ?? "") : this.rest.join("");
    const line: Line = { number: ++this.number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
    if (this.cut) {
      line.cut = true;
      line.text = text.slice(0, 1000);
    }
    this.rest = [];
    this.length = 0;
    this.cut = false;
    return line;
  }
}
