# One image for every service; which one runs is the container's command (docker-compose.yml).

FROM node:22-bookworm AS build
WORKDIR /app
# The set-up keeps the native tensor library in its cache and links to it: both stages hold it at the same path.
ENV XDG_CACHE_HOME=/app/.cache
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci
# With a broker elsewhere the set-up needs no Java and fetches no Kafka.
RUN KAFKA_BROKERS=elsewhere:9092 node infra/local/bin/run.mjs --setup-only
RUN npx tsc -b && npm prune --omit=dev

FROM node:22-bookworm-slim
WORKDIR /app
# As infra/local/bin/run.mjs does: half the time that collecting garbage takes under a steady flow.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=64
COPY --from=build /app/package.json ./
COPY --from=build /app/.cache ./.cache
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/libs ./libs
COPY --from=build /app/infra ./infra
COPY --from=build /app/services ./services
USER node
CMD ["node", "services/query-api/dist/main.js"]
