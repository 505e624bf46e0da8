// npm leaves builds for other platforms out of the lock where the registry at hand does not have them, and `npm ci` of
// npm 11 then refuses the lock. Run after `npm install`: adds an entry for each optional build that is missing.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const packages = lock.packages;

/** Whether `name` can be found from the package at `place`, as Node would. */
const found = (place, name) => {
  for (let base = place; ; ) {
    if (packages[base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`] !== undefined)
      return true;
    if (base === "") return false;
    base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/"))).replace(/\/$/, "");
  }
};

let added = 0;
for (const [place, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (found(place, name)) continue;
    const [os, cpu] = (name.split("/")[1] ?? "").replace(/^(cli|lib|binding)-/, "").split("-");
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} entries added\n`);
