import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryPath } from "./environment.ts";
import { KAFKA_VERSION } from "./kafkaJars.ts";

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: {
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } };
  };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
}

const read = (path: string): string => readFileSync(repositoryPath(path), "utf8");
const compose: Compose = parse(read("docker-compose.yml"), { merge: true });
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);

test("there is a container for each part, and ours share one image", () => {
  const parts = ["baskets", "clickstream", "query-api", "readings", "reviews", "trainer"];
  expect(ours.map(([name]) => name).sort()).toEqual(parts);
  expect(new Set(ours.map(([, service]) => service.image)).size).toBe(1);
  expect(services.map(([name]) => name)).toEqual(
    expect.arrayContaining(["kafka", "clickhouse", "prometheus", "grafana"]),
  );
  expect(compose.services.kafka?.image).toBe(`apache/kafka:${KAFKA_VERSION}`);
});

test.each(services)("%s has a health check and limits, and publishes on loopback only", (_, service) => {
  expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  expect(Number(service.deploy?.resources.limits.cpus)).toBeGreaterThan(0);
  expect(service.deploy?.resources.limits.memory).toMatch(/^\d+[MG]$/);
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test.each(services)("%s mounts and waits for what exists", (_, service) => {
  for (const volume of service.volumes ?? []) {
    const source = volume.split(":")[0] ?? "";
    if (source.startsWith("./")) expect(existsSync(repositoryPath(source))).toBe(true);
    else expect(compose.volumes).toHaveProperty(source);
  }
  for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    expect(compose.services[other]?.healthcheck).toBeDefined();
    expect(condition).toBe("service_healthy");
  }
});

test.each(ours)("%s runs the compiled entry of its own folder, with settings that exist", (name, service) => {
  expect(existsSync(repositoryPath("Dockerfile"))).toBe(true);
  expect(service.command).toEqual(["node", `services/${name}/dist/main.js`]);
  expect(existsSync(repositoryPath(`services/${name}/package.json`))).toBe(true);
  const folder = "libs/service/src";
  const schema = readdirSync(repositoryPath(folder)).map((file) => read(`${folder}/${file}`));
  for (const setting of Object.keys(service.environment ?? {})) {
    if (setting !== "NODE_OPTIONS")
      expect(
        schema.some((text) => text.includes(`"${setting}"`)),
        setting,
      ).toBe(true);
  }
});

test("beyond loopback keys are required, and no secret is written down", () => {
  const { MILLRACE_HTTP_HOST, MILLRACE_API_KEYS } = compose.services["query-api"]?.environment ?? {};
  expect(MILLRACE_HTTP_HOST).toBe("0.0.0.0");
  // `${NAME:?message}` ends compose with the message when the variable is not set.
  expect(MILLRACE_API_KEYS).toMatch(/^\$\{MILLRACE_API_KEYS:\?.*,prometheus:read:\$\{PROMETHEUS_KEY:\?/);
  for (const [name, service] of services) {
    for (const [setting, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD$|KEYS$/.test(setting)) expect(String(value), `${name} ${setting}`).toMatch(/^\$\{\w+:\?/);
    }
  }
});

test("Prometheus scrapes every one of our services, with its key", () => {
  interface Job {
    readonly authorization?: { readonly credentials_file: string };
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }
  const { scrape_configs: jobs }: { scrape_configs: readonly Job[] } = parse(
    read("infra/prometheus/prometheus.yml"),
  );
  const guarded = jobs.filter((job) => job.authorization?.credentials_file === "/run/secrets/metrics-key");
  const hosts = guarded.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets));
  expect(hosts.map((target) => target.split(":")[0]).sort()).toEqual(ours.map(([name]) => name).sort());
});

test("the image is built in two stages, runs without privileges and leaves the clone's own builds out", () => {
  const dockerfile = read("Dockerfile");
  expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
  expect(dockerfile.trim().split("\n").slice(-2)[0]).toBe("USER node");
  expect(read(".dockerignore").split("\n")).toEqual(
    expect.arrayContaining(["**/node_modules", "**/dist", ".git"]),
  );
});
