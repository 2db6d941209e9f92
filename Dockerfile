# The application alone; its database is the one of DATABASE_URL (see compose.yaml).
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
ENV PRISMA_SKIP_POSTINSTALL_GENERATE=1
RUN npm ci --include=dev
COPY . .
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production COSTWARDEN_DATA_DIR=/data
COPY --from=build --chown=node:node /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4100
HEALTHCHECK --interval=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4100) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm: signals reach the process that finishes the requests in flight.
# The collector's settings are those of `npm start`.
CMD ["node", "--max-semi-space-size=192", "--heap-growing-percent=200", "start.mjs"]
