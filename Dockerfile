# One build, one image per service: docker build --build-arg SERVICE=payments .
# The target `tools` is the image of the jobs that prepare Kafka and PostgreSQL, and of the demo.
# Pin the base with --build-arg NODE_IMAGE=node@sha256:<digest>; it has to be Debian's, for amd64 or arm64.
# docker-compose 1.29 passes an empty argument where it was given none.
ARG NODE_IMAGE
FROM ${NODE_IMAGE:-node:24.21.0-bookworm-slim} AS node-image

# What decides the packages, alone: a change of any other file installs nothing anew.
FROM node-image AS manifests
WORKDIR /checkout
COPY . .
RUN mkdir /manifests && cp --parents package.json package-lock.json .npmrc */package.json */*/package.json tests/machines/*/package.json /manifests

FROM node-image AS libs
ENV NX_DAEMON=false NX_TUI=false PRISMA_HIDE_UPDATE_MESSAGE=1 CHECKPOINT_DISABLE=1
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --ignore-scripts --loglevel=error && npm cache clean --force
COPY nx.json tsconfig.base.json ./
COPY libs libs
RUN npx nx run-many -t build -p tag:type:lib --outputStyle=static
RUN mkdir /out && cp -r --parents libs/*/package.json libs/*/dist libs/messaging/migrations /out

# All services at once: two cores build six side by side sooner than one after the other.
FROM libs AS services
COPY tools/schema-engine.mjs tools/
COPY prisma prisma
COPY apps apps
RUN npx nx run-many -t build -p tag:type:app --outputStyle=static

# The packages of all services: one layer that their images share, instead of six that are nearly the same.
FROM node-image AS service-packages
WORKDIR /app
COPY --from=manifests /manifests ./
# A peer: the Prisma CLI, which only the tools need. Then types, maps, and Prisma's compilers for other databases go.
RUN npm ci --omit=dev --omit=optional --omit=peer --ignore-scripts --loglevel=error --include-workspace-root=false $(ls -d apps/* | sed '/cli$/d; s/^/-w /') \
 && npm cache clean --force \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete \
 && find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name '*_fast_bg.postgresql.*' -delete

FROM node-image AS base
# A process 1 that passes signals on and buries the dead.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY tools/healthy.mjs ./
ENTRYPOINT ["tini", "--"]
USER 1000:1000
LABEL org.opencontainers.image.licenses="MIT" org.opencontainers.image.vendor="sagaworks"

FROM base AS service
COPY --from=service-packages /app/node_modules node_modules
COPY --from=libs /out ./
EXPOSE 3000
# Megabytes: without limits a service under load grows to twice what it needs before it collects its garbage.
CMD ["node", "--max-old-space-size=192", "--max-semi-space-size=16", "--import", "@sagaworks/chassis/tracing", "dist/main.js"]
ARG SERVICE=orders
COPY --from=services /app/apps/${SERVICE}/package.json ./
COPY --from=services /app/apps/${SERVICE}/dist dist
ARG VERSION=0.1.0
ARG REVISION=unknown
ENV OTEL_SERVICE_NAME=${SERVICE}
LABEL org.opencontainers.image.title="sagaworks/${SERVICE}" org.opencontainers.image.version="${VERSION}" org.opencontainers.image.revision="${REVISION}"

FROM libs AS tools-build
COPY tools tools
RUN npx nx build @sagaworks/tools --outputStyle=static
RUN mkdir /out/tools && cp -r tools/dist tools/package.json tools/schema-engine.mjs /out/tools

FROM node-image AS tools-packages
WORKDIR /app
COPY --from=manifests /manifests ./
# With the Prisma CLI, a development dependency, but not its studio and its local database: a deployed migration loads neither.
RUN npm ci --omit=optional --omit=peer --ignore-scripts --loglevel=error --include-workspace-root=false -w tools && npm cache clean --force \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' -o -path '*/prisma/build/query_compiler_*' \) -delete \
 && rm -rf node_modules/@prisma/studio-core/dist/ui node_modules/@prisma/studio-core/dist/metafile* node_modules/@prisma/query-plan-executor node_modules/@prisma/streams-local \
      node_modules/@electric-sql node_modules/typescript node_modules/elkjs node_modules/react-dom node_modules/@visx

FROM base AS tools
COPY --from=tools-packages /app/node_modules node_modules
COPY --from=tools-build /out ./
COPY prisma prisma
CMD ["node", "tools/dist/jobs/demo.js"]
LABEL org.opencontainers.image.title="sagaworks/tools"
