/** What rules would have said on the installation's own history. The one door of this part. */
export { previewDraft, previewRule } from "./preview";
