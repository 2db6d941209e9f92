/** Metering: from events as sent to recorded, rated, counted usage. The one door of this room. */
export {
  CUBOIDS,
  DAY_CUBOIDS,
  DIMENSIONS,
  type Dimension,
  HOUR_CUBOIDS,
  holdsValues,
  USER_LABEL,
  VALUE_CUBOIDS,
} from "./cuboids";
export type { EventResult } from "./event";
export { changeDayZone, foldRollups } from "./fold";
export { handleIngest, type IngestRequest, tooLarge } from "./ingest";
export { preparePartitions } from "./prepare-partitions";
export { countedIn, MONTH_STATEMENTS, valuesOf } from "./queries/coarser-sql";
export { mergedHistograms } from "./queries/merge-histograms";
export { recordEvents } from "./record-events";
export { recordSynthetic } from "./record-synthetic";
export { groupCommitter } from "./recording/group-committer";
export { type IngestCaller, keyAtRest } from "./recording/prepare-event";
export type { RatedEvent } from "./recording/rated-event";
export { followRecording, type RecordingFollower } from "./recording/recording-follower";
export { type FoldBorder, lockRollups, noteCountedTags, readBorder } from "./recording/rollup-border";
export { RollupBatch, type RollupChange } from "./recording/rollup-changes";
export { maskKeys } from "./redaction";
export { replayRejected } from "./replay";
export { type TouchedNote, TouchedNotes } from "./touched-notes";
