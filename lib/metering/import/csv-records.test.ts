import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvRecords, type FileRecord } from "./csv-records";
import { LineSplitter } from "./lines";

function read(text: string, columns = 2, pieceLength = 7): FileRecord<string[]>[] {
  const splitter = new LineSplitter();
  const records = new CsvRecords(",", columns);
  const found: FileRecord<string[]>[] = [];
  for (let from = 0; from < text.length; from += pieceLength) {
    for (const line of splitter.push(text.slice(from, from + pieceLength))) found.push(...records.push(line));
  }
  for (const line of splitter.end()) found.push(...records.push(line));
  return [...found, ...records.end()];
}

const brief = (records: FileRecord<string[]>[]) =>
  records.map((each) => (each.ok ? [each.line, ...each.value] : [each.line, each.reason]));

test("reads quoted cells, cells over several lines, CRLF and a last line without an end", () => {
  expect(brief(read('a,b\r\n"x ""y"", z",2\r\n"two\nlines",3\r\n\r\nlast,4'))).toEqual([
    [1, "a", "b"],
    [2, 'x "y", z', "2"],
    [3, "two\nlines", "3"],
    [6, "last", "4"],
  ]);
});

test("a line with too few or too many columns is reported alone", () => {
  expect(brief(read("a,b\nc\nd,e,f\ng,h\n"))).toEqual([
    [1, "a", "b"],
    [2, "expected 2 columns, found 1"],
    [3, "expected 2 columns, found 3"],
    [4, "g", "h"],
  ]);
});

test("a quote that is never closed costs its own line, not the rest of the file", () => {
  expect(brief(read('a,b\n"c,d\ne,f\ng,h'))).toEqual([
    [1, "a", "b"],
    [2, "a quote is opened and not closed"],
    [3, "e", "f"],
    [4, "g", "h"],
  ]);
  const long = `"open,1\n${Array.from({ length: 3000 }, (_, index) => `row${index},1`).join("\n")}`;
  const records = read(long, 2, 4096);
  expect(records).toHaveLength(3001);
  expect(records.filter((each) => !each.ok).map((each) => each.line)).toEqual([1]);
});

test("stray quotes cost only the lines that hold them", () => {
  expect(brief(read('5" pipe,1\na,2\n6" pipe,3\nb,4\n')).map((each) => each[0])).toEqual([1, 2, 3, 4]);
  expect(read('5" pipe,1\na,2\n6" pipe,3\nb,4\n').map((each) => each.ok)).toEqual([false, true, false, true]);
});

test("reads back whatever a CSV writer writes, however it arrives in pieces", () => {
  const cell = fc.stringMatching(/^[a-c" ,\n]{0,6}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      (rows, piece) => {
        // A row of empty cells only would be a blank line or ",": the writer quotes it.
        const text = stringify(rows, { quoted: true });
        const records = read(text, 2, piece);
        expect(records.map((each) => (each.ok ? each.value : each.reason))).toEqual(rows);
      },
    ),
  );
});
