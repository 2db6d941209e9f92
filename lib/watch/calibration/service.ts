/** Values for suggested rules from the installation's own first days. The one door of this part. */
export { calibrateRules } from "./calibrate";
