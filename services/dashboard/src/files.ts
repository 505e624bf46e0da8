import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** One file of the page, ready to be sent. */
export interface DashboardFile {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed with gzip. */
  readonly gzipped: Uint8Array;
  /** Changes with the content. */
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".yaml": "text/yaml; charset=utf-8",
};

const folder = fileURLToPath(new URL("../public/", import.meta.url));
/** Files of packages, under the names by which the page asks for them. */
const packaged = { "vendor/echarts.mjs": "echarts/dist/echarts.esm.min.mjs" };

/**
 * Reads all files of the page, by path from the page's root (`index.html`, `app.js`, …): about 1.4 MB, of which most is the
 * chart library. Nothing else is ever served, whatever path is asked for. @throws when one cannot be read
 */
export const readDashboard = async (): Promise<ReadonlyMap<string, DashboardFile>> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const own = found
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path).split(sep).join("/"), path] as const);
  const { resolve } = createRequire(import.meta.url);
  const others = Object.entries(packaged).map(([name, path]) => [name, resolve(path)] as const);
  return new Map(
    await Promise.all([...own, ...others].map(async ([name, path]) => [name, await fileOf(path)] as const)),
  );
};

const fileOf = async (path: string): Promise<DashboardFile> => {
  const bytes = await readFile(path);
  return {
    type: types[extname(path)] ?? "application/octet-stream",
    bytes,
    gzipped: await promisify(gzip)(bytes),
    etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
  };
};
