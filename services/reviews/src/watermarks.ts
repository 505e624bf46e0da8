export { Watermarks } from "@millrace/pipeline";
