import { OTHER_COLOUR, SLOTS, type Texture } from "./palette";

const MARK = "rgba(255,255,255,0.38)";

function Marks({ texture }: { texture: Texture }) {
  const line = { stroke: MARK, strokeWidth: 1.2, fill: "none" };
  switch (texture) {
    case "solid":
      return null;
    case "rising":
      return <path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" {...line} />;
    case "falling":
      return <path d="M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2" {...line} />;
    case "level":
      return <path d="M0 4 H8" {...line} />;
    case "upright":
      return <path d="M4 0 V8" {...line} />;
    case "grid":
      return <path d="M0 4 H8 M4 0 V8" {...line} strokeWidth={1} />;
    case "dots":
      return <circle cx={4} cy={4} r={1.5} fill={MARK} />;
    case "rings":
      return <circle cx={4} cy={4} r={2.4} {...line} strokeWidth={1} />;
    case "waves":
      return <path d="M0 5 Q2 2 4 5 T8 5" {...line} />;
  }
}

export function fillOf(idPrefix: string, slot: number | null): string {
  return slot === null ? `url(#${idPrefix}-other)` : `url(#${idPrefix}-${slot})`;
}

export function colourOf(slot: number | null): string {
  return slot === null ? OTHER_COLOUR : (SLOTS[slot]?.colour ?? OTHER_COLOUR);
}

export function dashOf(slot: number | null): string {
  return slot === null ? "" : (SLOTS[slot]?.dash ?? "");
}

/** SVG patterns of all slots, and the hatch of what is not over yet. To be put into an svg's defs. */
export function Textures({ idPrefix }: { idPrefix: string }) {
  return (
    <>
      {SLOTS.map(({ colour, texture }, slot) => (
        <pattern key={texture} id={`${idPrefix}-${slot}`} width={8} height={8} patternUnits="userSpaceOnUse">
          <rect width={8} height={8} fill={colour} />
          <Marks texture={texture} />
        </pattern>
      ))}
      <pattern id={`${idPrefix}-other`} width={8} height={8} patternUnits="userSpaceOnUse">
        <rect width={8} height={8} fill={OTHER_COLOUR} />
      </pattern>
      <pattern id={`${idPrefix}-partial`} width={10} height={10} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={5} height={10} fill="var(--cw-card)" fillOpacity={0.62} />
      </pattern>
    </>
  );
}

/** A short line in a series' colour and dash. */
export function LineSample({ slot }: { slot: number | null }) {
  return (
    <svg width={26} height={14} aria-hidden focusable="false" style={{ flex: "none" }}>
      <path d="M0 7 H26" stroke={colourOf(slot)} strokeWidth={2.5} strokeDasharray={dashOf(slot)} />
    </svg>
  );
}

/** A small square in a series' colour and texture. */
export function Swatch({ slot, id }: { slot: number | null; id: string }) {
  const texture = slot === null ? "solid" : (SLOTS[slot]?.texture ?? "solid");
  return (
    <svg width={14} height={14} aria-hidden focusable="false" style={{ flex: "none" }}>
      <defs>
        <pattern id={id} width={8} height={8} patternUnits="userSpaceOnUse">
          <rect width={8} height={8} fill={colourOf(slot)} />
          <Marks texture={texture} />
        </pattern>
      </defs>
      <rect width={14} height={14} rx={3} fill={`url(#${id})`} />
    </svg>
  );
}
