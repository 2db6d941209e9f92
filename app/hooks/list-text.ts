const NONE = "%none";

/** Values as one text of an address: parted by commas, those inside a value escaped; the empty value has a sign of its own. */
export function listText(values: readonly string[]): string {
  return values.map((value) => (value === "" ? NONE : value.replaceAll("%", "%25").replaceAll(",", "%2C"))).join(",");
}

export function parseList(text: string): string[] {
  if (text === "") return [];
  return text.split(",").map((part) => (part === NONE ? "" : part.replaceAll("%2C", ",").replaceAll("%25", "%")));
}
