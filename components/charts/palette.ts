/**
 * Nine colours that are told apart with common colour-vision deficiencies, dark enough on white
 * and light enough on black (3:1), each with a texture and a dash of its own: no series is known by colour alone.
 */
export const SLOTS = [
  { colour: "#0d8778", texture: "solid", dash: "" },
  { colour: "#c2620a", texture: "rising", dash: "6 3" },
  { colour: "#4a6fd8", texture: "dots", dash: "2 3" },
  { colour: "#b5487f", texture: "level", dash: "8 3 2 3" },
  { colour: "#7a8a12", texture: "falling", dash: "10 4" },
  { colour: "#7d5bc7", texture: "upright", dash: "4 2" },
  { colour: "#b8403a", texture: "grid", dash: "12 3 3 3" },
  { colour: "#2285a8", texture: "rings", dash: "3 6" },
  { colour: "#92703c", texture: "waves", dash: "1 3" },
] as const;

export const OTHER_COLOUR = "#808992";

export type Texture = (typeof SLOTS)[number]["texture"];

function hash(name: string): number {
  let value = 2166136261;
  for (let index = 0; index < name.length; index++) value = Math.imul(value ^ name.charCodeAt(index), 16777619);
  return value >>> 0;
}

/**
 * A slot for each name: from the name itself, so that a series keeps its colour when others come
 * and go; where two want the same slot, the first in alphabetical order has it.
 */
export function assignSlots(names: readonly string[]): Map<string, number> {
  const taken = new Set<number>();
  const slots = new Map<string, number>();
  for (const name of [...names].sort()) {
    let slot = hash(name) % SLOTS.length;
    while (taken.has(slot) && taken.size < SLOTS.length) slot = (slot + 1) % SLOTS.length;
    taken.add(slot);
    slots.set(name, slot);
  }
  return slots;
}
