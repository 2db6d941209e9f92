import { createParser } from "nuqs";
import { listText, parseList } from "./list-text";

/** A list in the address. An empty one is none. */
export const parseAsList = createParser<string[]>({
  parse: (text) => {
    const values = parseList(text);
    return values.length > 0 ? values : null;
  },
  serialize: listText,
  eq: (left, right) => listText(left) === listText(right),
});
