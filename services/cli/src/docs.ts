/** Writes the pages that follow from the source, or with `--check` says which of them are not as they would be written. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { asyncApi, asyncApiDocument, reasons } from "@millrace/events";
import { outcomes, troubles } from "@millrace/pipeline";
import { configurationPage, metricsPage } from "@millrace/service";
import { openApiDocument, problems } from "@millrace/service-query-api";
import { boards } from "./boards/boards.ts";
import { grafanaBoard } from "./boards/grafana.ts";
import { eventsModule, type OpenApi, operationsModules } from "./client/operations.ts";
import { type EventsDocument, eventsPage } from "./reference/events-page.ts";
import { type HttpDocument, httpPage } from "./reference/http-page.ts";

const folder = new URL("../../../docs/", import.meta.url);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const errorsPage = (): string =>
  [
    "# What can go wrong, by its stable code",
    "",
    "This page is generated: `npm run docs`.",
    "",
    "## What becomes of a record",
    "",
    `Every record read is counted under exactly one outcome: ${outcomes.map((o) => `\`${o}\``).join(", ")}.`,
    "",
    "## Reasons of dead letters",
    "",
    table(
      ["reason", "meaning"],
      Object.entries(reasons).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
    ),
    "",
    "## Troubles of the surroundings, in the log and in `/readyz`",
    "",
    table(
      ["code", "meaning, and what to do"],
      Object.entries(troubles).map(([code, meaning]) => [`\`${code}\``, meaning]),
    ),
    "",
    "## Problems of requests (`application/problem+json`)",
    "",
    table(
      ["code", "status", "meaning"],
      Object.entries(problems).map(([code, [status, title]]) => [`\`${code}\``, String(status), title]),
    ),
    "",
  ].join("\n");

const openApi = await openApiDocument();

/** Readable pages of the two documents, served beside the dashboard. */
const reference = {
  "http.html": httpPage(JSON.parse(openApi) as HttpDocument),
  "events.html": eventsPage(JSON.parse(JSON.stringify(asyncApi())) as EventsDocument),
  "asyncapi.yaml": asyncApiDocument(),
};

const pages: Readonly<Record<string, string>> = {
  "configuration.md": configurationPage(),
  "metrics.md": metricsPage(),
  "errors.md": errorsPage(),
  "asyncapi.yaml": asyncApiDocument(),
  "openapi.json": openApi,
  ...Object.fromEntries(
    Object.entries({
      ...operationsModules(JSON.parse(openApi) as OpenApi),
      "events.ts": eventsModule(),
    }).map(([name, text]) => [`../libs/client/src/${name}`, text]),
  ),
  ...Object.fromEntries(
    Object.entries(reference).map(([name, text]) => [`../services/dashboard/public/reference/${name}`, text]),
  ),
  ...Object.fromEntries(
    boards.map((board) => [`../infra/grafana/boards/${board.name}.json`, grafanaBoard(board)]),
  ),
};

const check = process.argv.includes("--check");
for (const [name, wanted] of Object.entries(pages)) {
  const file = new URL(name, folder);
  const found = await readFile(file, "utf8").catch(() => "");
  if (found === wanted) continue;
  if (check) {
    process.stderr.write(`docs/${name} is not as the source would write it: run \`npm run docs\`\n`);
    process.exitCode = 1;
  } else {
    await mkdir(new URL(".", file), { recursive: true });
    await writeFile(file, wanted);
  }
}
process.exit();
