export { type DashboardFile, readDashboard } from "./files.ts";
