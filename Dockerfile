# Two stages: what builds, and what runs. The same image serves every role (ROLES).
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc* ./
# Scripts come after the sources: `prepare` builds.
RUN npm ci --ignore-scripts
COPY . .
# --omit=dev would keep the tools that @prisma/client could use, with all that they need (250 MB): it goes by the list.
RUN npm run build && npm pkg delete devDependencies && npm prune --ignore-scripts

FROM node:22-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prompts ./prompts
COPY --from=build /app/prisma ./prisma
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# tini hands signals on and reaps PostgreSQL's children.
ENTRYPOINT ["tini", "--"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
