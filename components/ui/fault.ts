/** One fault of what was sent, by the JSON pointer to its member. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** What is said of a member, or of something in it; undefined where nothing is. */
export function faultAt(faults: readonly Fault[], ...pointers: string[]): string | undefined {
  return faults.find(({ pointer }) => pointers.some((each) => pointer === each || pointer.startsWith(`${each}/`)))?.detail;
}
