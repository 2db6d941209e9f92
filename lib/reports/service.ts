/** Reports of spend by the calendar, to channels. The one door of this room. */
export { readReportFile } from "./report-file";
export { changeSchedule, createSchedule, deleteSchedule, listSchedules, readSchedule } from "./schedules";
export { sendDueReports, sendReportNow } from "./send";
